package io.molt.web.router;

import io.molt.web.router.PathPattern.CatchAll;
import io.molt.web.router.PathPattern.Constrained;
import io.molt.web.router.PathPattern.Literal;
import io.molt.web.router.PathPattern.Segment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A node while routes are added to the trie. */
final class NodeBuilder<T> {

  private final List<Endpoint<T>> leaf = new ArrayList<>();
  private final Map<String, NodeBuilder<T>> literals = new LinkedHashMap<>();
  private final Map<Constraint, NodeBuilder<T>> constrained = new LinkedHashMap<>();
  private @Nullable NodeBuilder<T> parameter;
  private final List<Endpoint<T>> catchAll = new ArrayList<>();

  /** Adds the route, or returns the route of the same method and shape that is here already. */
  @Nullable Route<T> add(Route<T> route) {
    PathPattern pattern = PathPattern.parse(route.pattern());
    return add(pattern.segments(), new Endpoint<>(route, pattern));
  }

  Node<T> freeze() {
    Map<String, Node<T>> children = new LinkedHashMap<>();
    literals.forEach((text, child) -> children.put(text, child.freeze()));
    List<Node.Constrained<T>> checked = new ArrayList<>();
    constrained.forEach(
        (constraint, child) -> checked.add(new Node.Constrained<>(constraint, child.freeze())));
    return new Node<>(
        Leaf.of(leaf),
        Literals.of(children),
        List.copyOf(checked),
        parameter == null ? null : parameter.freeze(),
        Leaf.of(catchAll));
  }

  private @Nullable Route<T> add(List<Segment> segments, Endpoint<T> endpoint) {
    if (segments.isEmpty()) {
      return add(endpoint, leaf);
    }
    if (segments.get(0) instanceof CatchAll) {
      return add(endpoint, catchAll);
    }
    return child(segments.get(0)).add(segments.subList(1, segments.size()), endpoint);
  }

  private @Nullable Route<T> add(Endpoint<T> endpoint, List<Endpoint<T>> endpoints) {
    Endpoint<T> same = Leaf.of(endpoints).find(endpoint.route().method());
    if (same != null) {
      return same.route();
    }
    endpoints.add(endpoint);
    return null;
  }

  private NodeBuilder<T> child(Segment segment) {
    if (segment instanceof Literal literal) {
      return literals.computeIfAbsent(literal.text(), text -> new NodeBuilder<>());
    }
    if (segment instanceof Constrained checked) {
      return constrained.computeIfAbsent(checked.constraint(), constraint -> new NodeBuilder<>());
    }
    if (parameter == null) {
      parameter = new NodeBuilder<>();
    }
    return parameter;
  }
}
