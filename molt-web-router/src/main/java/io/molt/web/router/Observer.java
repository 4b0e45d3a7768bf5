package io.molt.web.router;

/**
 * Sees a walk through the trie, so that a match, the methods allowed and an explanation all come from the same walk.
 * Positions are indexes of the raw path where a segment begins.
 */
interface Observer<T> {

  /** Every literal of the node was looked up at once. */
  default void literal(Node<T> node, int start, boolean matched) {}

  default void constraint(Constraint constraint, int start, boolean matched) {}

  default void parameter(int start) {}

  default void catchAll(int start) {}

  /** The path's segments are used up; the leaf may have no route. */
  default void leaf(Leaf<T> leaf, int start, boolean matched) {}
}
