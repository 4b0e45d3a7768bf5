package io.molt.web.router;

import org.jspecify.annotations.Nullable;

/** A route and which segments of a path it names, so a walk records nothing on its way. */
final class Endpoint<T> {

  private final Route<T> route;
  private final @Nullable String[] names;
  private final Outcome.@Nullable Found<T> literal;

  Endpoint(Route<T> route, PathPattern pattern) {
    this.route = route;
    this.names = pattern.namesBySegment();
    this.literal =
        pattern.names().isEmpty() ? new Outcome.Found<>(route, PathParams.empty()) : null;
  }

  Route<T> route() {
    return route;
  }

  /** Returns the match of a path that the walk has led here; for a literal pattern always the same one. */
  Outcome<T> found(String path) {
    return literal != null ? literal : new Outcome.Found<>(route, PathParams.of(names, path));
  }
}
