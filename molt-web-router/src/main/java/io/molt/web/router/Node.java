package io.molt.web.router;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of the trie: what may follow after some segments. The fields stand in their order of precedence.
 *
 * <p>A node belongs to one number of segments and has one parent, so a walk comes to each node at most once, however it
 * backtracks: a match costs at most one visit for each node of the trie, and recurses no deeper than the longest pattern.
 *
 * @param leaf the routes whose patterns end here
 * @param literals one child for each literal
 * @param constrained one child for each constraint, in order of declaration
 * @param parameter the child for any segment that is not empty
 * @param catchAll the routes that take the rest of the path
 */
record Node<T>(
    Leaf<T> leaf,
    Literals<T> literals,
    List<Constrained<T>> constrained,
    @Nullable Node<T> parameter,
    Leaf<T> catchAll) {

  /** A child behind a constraint. */
  record Constrained<T>(Constraint constraint, Node<T> node) {

    /** Decodes for the test only; the walk goes on in the raw path. */
    boolean accepts(String path, int start, int end) {
      if (!Percent.isIn(path, start, end)) {
        return constraint.matches(path, start, end);
      }
      String decoded = Percent.decode(path, start, end);
      return constraint.matches(decoded, 0, decoded.length());
    }
  }

  /**
   * Returns the most precise endpoint of the method, or null.
   *
   * @param start where the next segment begins; beyond the end of the path when there is none
   */
  @Nullable Endpoint<T> find(String method, String path, int start, Observer<T> observer) {
    if (start > path.length()) {
      return findHere(leaf, method, start, observer);
    }
    int end = Segments.end(path, start);
    Endpoint<T> endpoint = findByLiteral(method, path, start, end, observer);
    if (endpoint == null && start < end) {
      endpoint = findByConstraint(method, path, start, end, observer);
    }
    if (endpoint == null && start < end && parameter != null) {
      observer.parameter(start);
      endpoint = parameter.find(method, path, end + 1, observer);
    }
    if (endpoint == null && !catchAll.isEmpty()) {
      observer.catchAll(start);
      endpoint = findHere(catchAll, method, start, observer);
    }
    return endpoint;
  }

  private static <T> @Nullable Endpoint<T> findHere(
      Leaf<T> leaf, String method, int start, Observer<T> observer) {
    Endpoint<T> endpoint = leaf.find(method);
    observer.leaf(leaf, start, endpoint != null);
    return endpoint;
  }

  private @Nullable Endpoint<T> findByLiteral(
      String method, String path, int start, int end, Observer<T> observer) {
    Node<T> literal = literal(path, start, end);
    observer.literal(this, start, literal != null);
    return literal == null ? null : literal.find(method, path, end + 1, observer);
  }

  /** No literal holds a percent sign, so one that equals the raw segment equals the decoded one too. */
  private @Nullable Node<T> literal(String path, int start, int end) {
    if (literals.isEmpty()) {
      return null;
    }
    Node<T> literal = literals.find(path, start, end);
    if (literal != null || !Percent.isIn(path, start, end)) {
      return literal;
    }
    String decoded = Percent.decode(path, start, end);
    return literals.find(decoded, 0, decoded.length());
  }

  private @Nullable Endpoint<T> findByConstraint(
      String method, String path, int start, int end, Observer<T> observer) {
    for (int i = 0; i < constrained.size(); i++) {
      Constrained<T> child = constrained.get(i);
      boolean matched = child.accepts(path, start, end);
      observer.constraint(child.constraint(), start, matched);
      Endpoint<T> endpoint = matched ? child.node().find(method, path, end + 1, observer) : null;
      if (endpoint != null) {
        return endpoint;
      }
    }
    return null;
  }
}
