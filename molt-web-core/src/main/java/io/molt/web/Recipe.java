package io.molt.web;

import java.util.ArrayList;
import java.util.List;

/** The routes and mounts of one app in their order, until it is built. */
final class Recipe {
  /** What a recipe is made of. */
  sealed interface Entry permits Declared, Mounted {}

  private final List<Entry> entries = new ArrayList<>();
  private final Scope root = Scope.root(this);
  private boolean built;

  Scope root() {
    return root;
  }

  boolean isRoot(Scope scope) {
    return scope == root;
  }

  /** Returns routes and mounts as they were declared. */
  List<Entry> entries() {
    return entries;
  }

  List<Declared> routes() {
    return of(Declared.class);
  }

  List<Mounted> mounts() {
    return of(Mounted.class);
  }

  /** Returns whether this is the other recipe, or an app of it is mounted here, however deep. */
  boolean reaches(Recipe other) {
    return this == other
        || mounts().stream().anyMatch(mounted -> mounted.app().recipe().reaches(other));
  }

  void add(Entry entry) {
    entries.add(entry);
  }

  void close() {
    built = true;
  }

  void requireOpen(String what) {
    if (built) {
      throw new IllegalStateException(
          what
              + ": the app is built and cannot change any more (expected: before build(), listen() or a test client)");
    }
  }

  private <E extends Entry> List<E> of(Class<E> kind) {
    return entries.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
