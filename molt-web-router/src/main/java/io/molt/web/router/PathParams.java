package io.molt.web.router;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The values that a pattern's parameters captured from a path. Immutable and safe to share between threads.
 *
 * <p>A value is sliced from the raw path first and decoded last, as UTF-8; a plus sign stays a plus sign. Decoding cannot
 * fail: {@link Router#match} answers {@link Outcome.Malformed} instead.
 *
 * <p><strong>A decoded value may hold any character</strong>, among them {@code /} (from {@code %2F}), {@code \}, NUL and,
 * between slashes from {@code %2F}, {@code ..}. In the decoded value of a catch-all nobody can tell the slashes that
 * separated segments from those that were data. Split the {@linkplain #raw raw} form and decode the parts, and check a
 * value before it becomes a file name.
 */
public final class PathParams {

  private static final PathParams EMPTY = new PathParams(null, List.of(), "", new int[0]);

  private final @Nullable PathParams outer;
  private final List<String> names;
  private final String path;
  private final int[] bounds;

  private PathParams(@Nullable PathParams outer, List<String> names, String path, int[] bounds) {
    this.outer = outer;
    this.names = names;
    this.path = path;
    this.bounds = bounds;
  }

  /** Keeps the bounds: start and end (exclusive) of each value in the path, in the order of the names. */
  static PathParams of(List<String> names, String path, int[] bounds) {
    return new PathParams(null, names, path, bounds);
  }

  /** Returns the instance without parameters. */
  public static PathParams empty() {
    return EMPTY;
  }

  /** Returns the decoded value, or null if there is no parameter of this name. */
  public @Nullable String get(String name) {
    int i = names.indexOf(name);
    if (i >= 0) {
      return Percent.decode(path, bounds[2 * i], bounds[2 * i + 1]);
    }
    return outer == null ? null : outer.get(name);
  }

  /** Returns the value as it stands in the raw path, still escaped, or null if there is no parameter of this name. */
  public @Nullable String raw(String name) {
    int i = names.indexOf(name);
    if (i >= 0) {
      return path.substring(bounds[2 * i], bounds[2 * i + 1]);
    }
    return outer == null ? null : outer.raw(name);
  }

  /** Returns the names from left to right, those of an outer pattern first; immutable. */
  public List<String> names() {
    if (outer == null) {
      return names;
    }
    List<String> all = new ArrayList<>(outer.names());
    names.stream().filter(name -> !all.contains(name)).forEach(all::add);
    return Collections.unmodifiableList(all);
  }

  /** Returns the number of names. */
  public int size() {
    return names().size();
  }

  /** Returns the decoded values by name, in the order of {@link #names}; immutable. */
  public Map<String, String> toMap() {
    return collect(this::get);
  }

  /**
   * Returns the parameters of both, for a router inside a router: this is the outer one's, and where both have a name the
   * inner value wins.
   *
   * @param more what the inner pattern captured
   */
  public PathParams and(PathParams more) {
    if (more.names.isEmpty() && more.outer == null) {
      return this;
    }
    if (names.isEmpty() && outer == null) {
      return more;
    }
    return new PathParams(
        more.outer == null ? this : and(more.outer), more.names, more.path, more.bounds);
  }

  /** Returns these parameters without the one of that name, which is among the innermost; the same if there is none. */
  public PathParams without(String name) {
    int drop = names.indexOf(name);
    if (drop < 0) {
      return this;
    }
    List<String> rest = names.stream().filter(other -> !other.equals(name)).toList();
    int[] restBounds = IntStream.range(0, bounds.length)
        .filter(at -> at / 2 != drop)
        .map(at -> bounds[at])
        .toArray();
    return new PathParams(outer, rest, path, restBounds);
  }

  /** Compares names and raw values, in order. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PathParams that
        && names().equals(that.names())
        && collect(this::raw).equals(that.collect(that::raw));
  }

  @Override
  public int hashCode() {
    return collect(this::raw).hashCode();
  }

  /** Returns the decoded values, such as {@code {id=5}}. */
  @Override
  public String toString() {
    return toMap().toString();
  }

  private Map<String, String> collect(Function<String, @Nullable String> valueOf) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String name : names()) {
      String value = valueOf.apply(name);
      if (value != null) {
        values.put(name, value);
      }
    }
    return Collections.unmodifiableMap(values);
  }
}
