package io.molt.web.router;

import io.molt.web.router.PathPattern.CatchAll;
import io.molt.web.router.PathPattern.Constrained;
import io.molt.web.router.PathPattern.Literal;
import io.molt.web.router.PathPattern.Segment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route that takes every path of a pattern. It walks the trie as a match does and in the same order, but goes only
 * where each path of the pattern would go: the first endpoint that it comes to is the one that all of them end at.
 */
final class Coverage {

  private Coverage() {}

  /** Returns the route that answers every path of the given one: itself, unless it is unreachable. */
  static <T> @Nullable Route<T> winner(Node<T> root, Route<T> route) {
    return winner(root, PathPattern.parse(route.pattern()).segments(), route.method());
  }

  private static <T> @Nullable Route<T> winner(
      Node<T> node, List<Segment> segments, String method) {
    if (segments.isEmpty()) {
      return routeOf(node.leaf(), method);
    }
    Segment segment = segments.get(0);
    List<Segment> rest = segments.subList(1, segments.size());
    Route<T> route =
        segment instanceof Literal literal ? byLiteral(node, literal, rest, method) : null;
    route = route != null ? route : byConstraint(node, segment, rest, method);
    route = route != null ? route : byParameter(node, segment, rest, method);
    return route != null ? route : routeOf(node.catchAll(), method);
  }

  private static <T> @Nullable Route<T> byLiteral(
      Node<T> node, Literal literal, List<Segment> rest, String method) {
    Node<T> child = node.literals().find(literal.text(), 0, literal.text().length());
    return child == null ? null : winner(child, rest, method);
  }

  private static <T> @Nullable Route<T> byConstraint(
      Node<T> node, Segment segment, List<Segment> rest, String method) {
    for (Node.Constrained<T> child : node.constrained()) {
      Route<T> route =
          covers(child.constraint(), segment) ? winner(child.node(), rest, method) : null;
      if (route != null) {
        return route;
      }
    }
    return null;
  }

  private static <T> @Nullable Route<T> byParameter(
      Node<T> node, Segment segment, List<Segment> rest, String method) {
    return node.parameter() == null || mayBeEmpty(segment)
        ? null
        : winner(node.parameter(), rest, method);
  }

  private static <T> @Nullable Route<T> routeOf(Leaf<T> leaf, String method) {
    Endpoint<T> endpoint = leaf.find(method);
    return endpoint == null ? null : endpoint.route();
  }

  private static boolean covers(Constraint constraint, Segment segment) {
    if (segment instanceof Literal literal) {
      return constraint.matches(literal.text());
    }
    return segment instanceof Constrained narrower && constraint.covers(narrower.constraint());
  }

  /** A trailing slash is an empty segment, and the rest of a path may be empty or begin with an empty one. */
  private static boolean mayBeEmpty(Segment segment) {
    return segment instanceof CatchAll
        || segment instanceof Literal literal && literal.text().isEmpty();
  }
}
