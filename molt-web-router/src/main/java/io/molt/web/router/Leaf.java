package io.molt.web.router;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The routes of one shape of path, one for each method. */
final class Leaf<T> {

  private final List<Endpoint<T>> endpoints;
  // At hand, since most often it is the only one.
  private final @Nullable String firstMethod;
  private final @Nullable Endpoint<T> first;
  // Methods and endpoints in turn, the first ones included.
  private final Object[] table;

  private Leaf(List<Endpoint<T>> endpoints) {
    this.endpoints = endpoints;
    this.table = new Object[2 * endpoints.size()];
    for (int i = 0; i < endpoints.size(); i++) {
      table[2 * i] = endpoints.get(i).route().method();
      table[2 * i + 1] = endpoints.get(i);
    }
    this.first = endpoints.isEmpty() ? null : endpoints.get(0);
    this.firstMethod = first == null ? null : first.route().method();
  }

  /** Copies the list: the endpoints in order of declaration, none where no pattern ends. */
  static <T> Leaf<T> of(List<Endpoint<T>> endpoints) {
    return new Leaf<>(List.copyOf(endpoints));
  }

  @Nullable Endpoint<T> find(String method) {
    if (firstMethod == null || firstMethod.equals(method)) {
      return first;
    }
    return findMore(method);
  }

  @SuppressWarnings("unchecked") // Behind each method there is an endpoint.
  private @Nullable Endpoint<T> findMore(String method) {
    for (int i = 2; i < table.length; i += 2) {
      if (method.equals(table[i])) {
        return (Endpoint<T>) table[i + 1];
      }
    }
    return null;
  }

  boolean isEmpty() {
    return first == null;
  }

  /** Returns the endpoints in order of declaration. */
  List<Endpoint<T>> endpoints() {
    return endpoints;
  }

  List<String> methods() {
    return endpoints.stream()
        .map(endpoint -> endpoint.route().method())
        .sorted()
        .toList();
  }
}
