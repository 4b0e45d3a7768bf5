package io.molt.web.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Cache-Control} field of a response (RFC 9111 section 5.2.2): who may keep it, how long, and what then.
 * Immutable; the {@code with…} methods return copies.
 *
 * <pre>{@code
 * Response.json(rates).withCacheControl(CacheControl.maxAge(Duration.ofMinutes(5)).withPublic());
 * }</pre>
 */
public final class CacheControl {
  private static final String PUBLIC = "public";
  private static final String PRIVATE = "private";
  private static final CacheControl EMPTY = new CacheControl(Map.of());

  // By name; the value is empty where a directive has no argument.
  private final Map<String, String> directives;

  private CacheControl(Map<String, String> directives) {
    this.directives = directives;
  }

  /** Returns that nobody may keep the response. */
  public static CacheControl noStore() {
    return EMPTY.with("no-store", "");
  }

  /** Returns that the response may be kept, and has to be validated before each use. */
  public static CacheControl noCache() {
    return EMPTY.with("no-cache", "");
  }

  /**
   * Returns that the response may be kept and used without asking for that long, in whole seconds.
   *
   * @throws IllegalArgumentException if the time is negative
   */
  public static CacheControl maxAge(Duration time) {
    return EMPTY.with("max-age", time);
  }

  /** Returns that the response never changes: good for a year, without asking (RFC 8246). For names with a fingerprint. */
  public static CacheControl immutable() {
    return maxAge(Duration.ofDays(365)).withPublic().with("immutable", "");
  }

  /** Returns a copy that lets shared caches keep it, even where the request was authenticated; private no more. */
  public CacheControl withPublic() {
    return without(PRIVATE).with(PUBLIC, "");
  }

  /** Returns a copy that lets only the client itself keep it, and no cache in between; public no more. */
  public CacheControl withPrivate() {
    return without(PUBLIC).with(PRIVATE, "");
  }

  /** Returns a copy that forbids to use it once it is stale, even where the origin cannot be reached. */
  public CacheControl withMustRevalidate() {
    return with("must-revalidate", "");
  }

  /** Returns a copy that forbids shared caches to use it once it is stale. */
  public CacheControl withProxyRevalidate() {
    return with("proxy-revalidate", "");
  }

  /** Returns a copy that forbids to change the content in between. */
  public CacheControl withNoTransform() {
    return with("no-transform", "");
  }

  /** Returns a copy that only a cache may keep which knows the rules of the response's status. */
  public CacheControl withMustUnderstand() {
    return with("must-understand", "");
  }

  /**
   * Returns a copy with another time for shared caches.
   *
   * @throws IllegalArgumentException if the time is negative
   */
  public CacheControl withSharedMaxAge(Duration time) {
    return with("s-maxage", time);
  }

  /**
   * Returns a copy that may be used for that long after it is stale, while it is validated (RFC 5861 section 3).
   *
   * @throws IllegalArgumentException if the time is negative
   */
  public CacheControl withStaleWhileRevalidate(Duration time) {
    return with("stale-while-revalidate", time);
  }

  /**
   * Returns a copy that may be used for that long after it is stale, where the origin fails (RFC 5861 section 4).
   *
   * @throws IllegalArgumentException if the time is negative
   */
  public CacheControl withStaleIfError(Duration time) {
    return with("stale-if-error", time);
  }

  /** Returns the value of the field. */
  @Override
  public String toString() {
    return directives.entrySet().stream()
        .map(each ->
            each.getValue().isEmpty() ? each.getKey() : each.getKey() + "=" + each.getValue())
        .collect(Collectors.joining(", "));
  }

  /** Compares the directives, whatever their order. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CacheControl that && directives.equals(that.directives);
  }

  @Override
  public int hashCode() {
    return directives.hashCode();
  }

  private CacheControl with(String name, Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException(name + ": " + time + " (expected: >= 0)");
    }
    return with(name, Long.toString(time.toSeconds()));
  }

  private CacheControl with(String name, String argument) {
    Map<String, String> more = new LinkedHashMap<>(directives);
    more.put(name, argument);
    return new CacheControl(more);
  }

  private CacheControl without(String name) {
    Map<String, String> rest = new LinkedHashMap<>(directives);
    rest.remove(name);
    return new CacheControl(rest);
  }
}
