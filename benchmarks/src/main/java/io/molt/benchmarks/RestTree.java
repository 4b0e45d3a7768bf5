package io.molt.benchmarks;

import io.molt.benchmarks.workload.RestTable;
import io.molt.benchmarks.workload.Route;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The routes of the table by hand: a hash map for each segment, and a place for the parameter. */
final class RestTree {
  private final Map<String, Node> methods = new HashMap<>();

  RestTree() {
    RestTable.routes().forEach(this::add);
  }

  private void add(Route route) {
    Node node = methods.computeIfAbsent(route.method(), method -> new Node());
    for (String segment : route.pattern().substring(1).split("/")) {
      node = node.next(segment);
    }
    node.route = route;
  }

  /** Returns what the last parameter of the route stands for, {@code "-"} if it has none; null if there is no route. */
  @Nullable String id(String method, String path) {
    Node node = methods.get(method);
    String parameter = Route.NO_ID;
    int begin = 1;
    while (node != null && begin <= path.length()) {
      int slash = path.indexOf('/', begin);
      int end = slash < 0 ? path.length() : slash;
      String segment = path.substring(begin, end);
      Node literal = node.literals.get(segment);
      if (literal == null) {
        parameter = segment;
      }
      node = literal == null ? node.parameter : literal;
      begin = end + 1;
    }
    return node == null || node.route == null ? null : parameter;
  }

  private static final class Node {
    final Map<String, Node> literals = new HashMap<>();

    @Nullable Node parameter;

    @Nullable Route route;

    Node next(String segment) {
      if (!segment.startsWith("{")) {
        return literals.computeIfAbsent(segment, literal -> new Node());
      }
      if (parameter == null) {
        parameter = new Node();
      }
      return parameter;
    }
  }
}
