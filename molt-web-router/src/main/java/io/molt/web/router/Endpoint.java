package io.molt.web.router;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A route and where its values stand in a path. A capture is a number of a segment, so a walk records nothing on its way:
 * the values are located once, after the route is known.
 */
final class Endpoint<T> {

  private final Route<T> route;
  private final List<String> names;
  private final int[] captured;
  private final boolean catchAll;
  private final Outcome.@Nullable Found<T> literal;

  Endpoint(Route<T> route, PathPattern pattern) {
    this.route = route;
    this.names = pattern.names();
    this.captured = pattern.captured();
    this.catchAll = pattern.endsInCatchAll();
    this.literal = names.isEmpty() ? new Outcome.Found<>(route, PathParams.empty()) : null;
  }

  Route<T> route() {
    return route;
  }

  /** Returns the match of a path that the walk has led here; for a literal pattern always the same one. */
  Outcome<T> found(String path) {
    return literal != null
        ? literal
        : new Outcome.Found<>(route, PathParams.of(names, path, bounds(path)));
  }

  private int[] bounds(String path) {
    int[] bounds = new int[2 * captured.length];
    int start = 1;
    int segment = 0;
    for (int i = 0; i < captured.length; i++) {
      for (; segment < captured[i]; segment++) {
        start = Segments.end(path, start) + 1;
      }
      bounds[2 * i] = start;
      bounds[2 * i + 1] = Segments.end(path, start);
    }
    if (catchAll) {
      bounds[bounds.length - 1] = path.length();
    }
    return bounds;
  }
}
