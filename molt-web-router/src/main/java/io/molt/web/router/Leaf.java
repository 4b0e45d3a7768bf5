package io.molt.web.router;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one shape of path, one for each method.
 *
 * @param endpoints in order of declaration; empty where no pattern ends
 * @param first the first of them, at hand since most often it is the only one
 * @param firstMethod its method
 */
record Leaf<T>(
    List<Endpoint<T>> endpoints,
    @Nullable Endpoint<T> first,
    @Nullable String firstMethod) {

  /** Copies the list. */
  static <T> Leaf<T> of(List<Endpoint<T>> endpoints) {
    Endpoint<T> first = endpoints.isEmpty() ? null : endpoints.get(0);
    return new Leaf<>(
        List.copyOf(endpoints), first, first == null ? null : first.route().method());
  }

  @Nullable Endpoint<T> find(String method) {
    if (firstMethod == null || firstMethod.equals(method)) {
      return first;
    }
    return findMore(method);
  }

  /** By index, because an iterator would be an allocation for each match. */
  private @Nullable Endpoint<T> findMore(String method) {
    for (int i = 1; i < endpoints.size(); i++) {
      Endpoint<T> endpoint = endpoints.get(i);
      if (endpoint.route().method().equals(method)) {
        return endpoint;
      }
    }
    return null;
  }

  boolean isEmpty() {
    return first == null;
  }

  List<String> methods() {
    return endpoints.stream()
        .map(endpoint -> endpoint.route().method())
        .sorted()
        .toList();
  }
}
