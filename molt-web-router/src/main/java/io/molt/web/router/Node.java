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
record Node<T>(Leaf<T> leaf, Literals<T> literals, List<Constrained<T>> constrained, @Nullable Node<T> parameter,
        Leaf<T> catchAll) {

    /** A child behind a constraint. */
    record Constrained<T>(Constraint constraint, Node<T> node) {
    }

    /**
     * Returns the most precise endpoint of the method, or null.
     *
     * @param start where the next segment begins; beyond the end of the path when there is none
     */
    @Nullable Endpoint<T> find(String method, String path, int start, Observer<T> observer) {
        if (start > path.length()) {
            Endpoint<T> endpoint = leaf.find(method);
            observer.leaf(leaf, start, endpoint != null);
            return endpoint;
        }
        Endpoint<T> endpoint = findBySegment(method, path, start, observer);
        return endpoint != null ? endpoint : findCatchAll(method, path, start, observer);
    }

    /** Escapes are decoded for the comparison only; the walk goes on in the raw path. */
    private @Nullable Endpoint<T> findBySegment(String method, String path, int start, Observer<T> observer) {
        int end = Segments.end(path, start);
        if (!Percent.isIn(path, start, end)) {
            return findBySegment(method, path, start, end, path, start, end, observer);
        }
        String decoded = Percent.decode(path, start, end);
        return findBySegment(method, path, start, end, decoded, 0, decoded.length(), observer);
    }

    private @Nullable Endpoint<T> findBySegment(String method, String path, int start, int end,
            String text, int from, int to, Observer<T> observer) {
        Node<T> literal = literals.find(text, from, to);
        observer.literal(this, start, literal != null);
        Endpoint<T> endpoint = literal == null ? null : literal.find(method, path, end + 1, observer);
        for (int i = 0; endpoint == null && from < to && i < constrained.size(); i++) {
            Constrained<T> child = constrained.get(i);
            boolean matched = child.constraint().matches(text, from, to);
            observer.constraint(child.constraint(), start, matched);
            endpoint = matched ? child.node().find(method, path, end + 1, observer) : null;
        }
        if (endpoint == null && from < to && parameter != null) {
            observer.parameter(start);
            endpoint = parameter.find(method, path, end + 1, observer);
        }
        return endpoint;
    }

    private @Nullable Endpoint<T> findCatchAll(String method, String path, int start, Observer<T> observer) {
        if (catchAll.isEmpty()) {
            return null;
        }
        Endpoint<T> endpoint = catchAll.find(method);
        observer.catchAll(start);
        observer.leaf(catchAll, start, endpoint != null);
        return endpoint;
    }
}
