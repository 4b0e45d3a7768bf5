package io.molt.web.router;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one shape of path, one for each method.
 *
 * @param endpoints in order of declaration; empty where no pattern ends
 */
record Leaf<T>(List<Endpoint<T>> endpoints) {

  Leaf {
    endpoints = List.copyOf(endpoints);
  }

  /** By index, because an iterator would be an allocation for each match. */
  @Nullable Endpoint<T> find(String method) {
    for (int i = 0; i < endpoints.size(); i++) {
      Endpoint<T> endpoint = endpoints.get(i);
      if (endpoint.route().method().equals(method)) {
        return endpoint;
      }
    }
    return null;
  }

  boolean isEmpty() {
    return endpoints.isEmpty();
  }

  List<String> methods() {
    return endpoints.stream()
        .map(endpoint -> endpoint.route().method())
        .sorted()
        .toList();
  }
}
