package io.molt.web.router;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Maps a method and a raw request path to a value. Immutable, safe to share between threads, made by a {@link Builder}.
 *
 * <h2>Patterns</h2>
 * A pattern is compared segment by segment; segments stand between slashes.
 * <table>
 * <caption>What a segment of a pattern may be, the most precise first</caption>
 * <tr><th>written</th><th>matches</th></tr>
 * <tr><td>{@code users}</td><td>a segment whose decoded form is this text</td></tr>
 * <tr><td>{@code {id:long}}</td><td>a decoded segment that is a {@code long}; also {@code int}, {@code uuid},
 * {@code date} (yyyy-MM-dd)</td></tr>
 * <tr><td>{@code {code:[a-z]{2}}}</td><td>a decoded segment that the regular expression matches whole; braces in it are
 * balanced. A segment of more than 512 characters, or one on which the expression reads more than 100,000, does not
 * match</td></tr>
 * <tr><td>{@code {id}}</td><td>any segment that is not empty</td></tr>
 * <tr><td>{@code {path...}}</td><td>the rest of the path, which may be empty: {@code /files/{path...}} matches
 * {@code /files/}, but not {@code /files}. Comes last</td></tr>
 * </table>
 *
 * <h2>Which route wins</h2>
 * At each segment the more precise kind is tried first, and constraints in the order in which the routes, of whatever
 * method, first name them. If the rest of the path does not match behind it, or does but not with this method, the next one
 * is tried: the method is a part of the match. So a route never hides one of another method, and one of the same method only
 * where both match.
 *
 * <h2>One rule for each oddity</h2>
 * <ul>
 * <li><strong>Trailing slash</strong>: significant. {@code /a} and {@code /a/} are two paths.
 * <li><strong>Empty segment</strong> ({@code //}): matches no literal, constraint or parameter; a catch-all may hold it.
 * <li><strong>Dot segment</strong> ({@code .} or {@code ..}, also spelled with {@code %2e}): a path with one matches nothing.
 * Paths are never normalised.
 * <li><strong>{@code %2F}</strong>: data, never a separator.
 * <li><strong>Invalid escape</strong> ({@code %}, {@code %zz}, or octets that are not UTF-8), anywhere in the path:
 * {@link Outcome.Malformed}, whatever the routes are.
 * <li><strong>No slash at the start</strong> ({@code *}, the empty path): matches nothing.
 * </ul>
 * Characters are compared as they are: case counts, and there is no Unicode normalisation.
 *
 * <h2>Cost</h2>
 * Grows with the number of segments of the path, not with the number of routes. A match of a literal pattern allocates
 * nothing. Whatever the path, a match visits each node of the trie at most once, and once more to collect the methods for
 * {@link Outcome.MethodNotAllowed}.
 *
 * @param <T> the type of the routes' values
 */
public final class Router<T> {

  private final List<Route<T>> routes;
  private final Node<T> root;
  private final Outcome<T> notFound = new Outcome.NotFound<>();
  private final Observer<T> nobody = new Observer<>() {};

  private Router(List<Route<T>> routes, Node<T> root) {
    this.routes = routes;
    this.root = root;
  }

  /** Returns a builder without routes. */
  public static <T> Builder<T> builder() {
    return new Builder<>();
  }

  /**
   * Returns the pattern without the names of its parameters: two patterns of one shape match the same paths.
   *
   * @throws IllegalArgumentException if the pattern breaks a rule
   */
  public static String shapeOf(String pattern) {
    return PathPattern.parse(pattern).shape();
  }

  /**
   * Returns the outcome for a method and a path. Throws nothing, whatever the strings hold.
   *
   * @param method the method token, compared with case
   * @param rawPath the path as it came, escapes included, without query
   */
  public Outcome<T> match(String method, String rawPath) {
    if (!rawPath.startsWith("/")) {
      return notFound;
    }
    String fault = Percent.fault(rawPath);
    if (fault != null) {
      return new Outcome.Malformed<>(fault);
    }
    if (Segments.hasDots(rawPath)) {
      return notFound;
    }
    Endpoint<T> endpoint = root.find(method, rawPath, 1, nobody);
    return endpoint != null ? endpoint.found(rawPath) : refuse(method, rawPath);
  }

  /** Returns the routes in order of declaration; immutable. */
  public List<Route<T>> routes() {
    return routes;
  }

  /**
   * Returns why a method and a path match a route, or do not. For people and not for each request: it allocates freely.
   *
   * @param method the method token
   * @param rawPath the path as for {@link #match}
   */
  public Explanation explain(String method, String rawPath) {
    return new Explainer<>(this, root, method, rawPath).explain();
  }

  /** Returns the trie as a drawing: a line for each node, with the routes that end there. */
  public String dump() {
    return new TreeDrawing().draw(root);
  }

  private Outcome<T> refuse(String method, String path) {
    Set<String> allowed = new TreeSet<>();
    root.find(method, path, 1, new Observer<>() {
      @Override
      public void leaf(Leaf<T> leaf, int start, boolean matched) {
        allowed.addAll(leaf.methods());
      }
    });
    return allowed.isEmpty() ? notFound : new Outcome.MethodNotAllowed<>(List.copyOf(allowed));
  }

  /**
   * Collects routes. Mutable and not safe for use by several threads; may be built more than once.
   *
   * @param <T> the type of the routes' values
   */
  public static final class Builder<T> {

    private final List<Route<T>> routes = new ArrayList<>();

    private Builder() {}

    /**
     * Adds a route of unknown origin and returns this builder.
     *
     * @throws IllegalArgumentException as {@link #add(String, String, Object, String)}
     */
    public Builder<T> add(String method, String pattern, T value) {
      return add(method, pattern, value, "");
    }

    /**
     * Adds a route and returns this builder. Conflicts with other routes show in {@link #build}.
     *
     * @param method any method token (RFC 9110, section 9.1), case-sensitive
     * @param pattern a pattern as {@link Router} describes it
     * @param value what the route leads to
     * @param origin where the route is declared, such as {@code UserRoutes.java:42}; appears in messages
     * @throws IllegalArgumentException if the method is no token or the pattern breaks a rule; the message names the
     *     rule and the fix
     */
    public Builder<T> add(String method, String pattern, T value, String origin) {
      routes.add(new Route<>(method, pattern, value, origin));
      return this;
    }

    /**
     * Returns the router of the routes added so far.
     *
     * @throws RouteConflictException if a route can never match, because another one takes all of its paths: the same
     *     method and shape twice, or a narrower route behind a wider one, such as {@code {b:int}} after
     *     {@code {a:long}}. Whether one regular expression includes another is not decided, unless they are the same
     */
    public Router<T> build() {
      List<String> conflicts = new ArrayList<>();
      NodeBuilder<T> trie = new NodeBuilder<>();
      routes.forEach(route -> place(route, trie, conflicts));
      Node<T> root = trie.freeze();
      routes.forEach(route -> check(route, root, conflicts));
      if (!conflicts.isEmpty()) {
        throw new RouteConflictException(conflicts);
      }
      return new Router<>(List.copyOf(routes), root);
    }

    private void place(Route<T> route, NodeBuilder<T> trie, List<String> conflicts) {
      Route<T> same = trie.add(route);
      if (same != null) {
        conflicts.add(neverMatches(route, same, "matches the same paths"));
      }
    }

    /** A duplicate has been reported, and is not in the trie. */
    private void check(Route<T> route, Node<T> root, List<String> conflicts) {
      Route<T> winner = Coverage.winner(root, route);
      if (winner != null && winner != route && !winner.hasShapeOf(route)) {
        conflicts.add(neverMatches(
            route,
            winner,
            "is tried first and matches all of its paths (declare the narrower constraint first)"));
      }
    }

    private static String neverMatches(Route<?> route, Route<?> winner, String why) {
      return route.describe() + " can never match: " + winner.describe() + " " + why;
    }
  }
}
