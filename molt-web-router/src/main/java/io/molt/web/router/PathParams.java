package io.molt.web.router;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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

  private static final PathParams EMPTY = new PathParams(null, new String[0], "");

  private final @Nullable PathParams outer;
  // By segment of the path; null where none has a name.
  private final @Nullable String[] names;
  private final String path;

  private PathParams(@Nullable PathParams outer, @Nullable String[] names, String path) {
    this.outer = outer;
    this.names = names;
    this.path = path;
  }

  /** Keeps the names: one for each segment of the pattern that matches the path, null if it is no parameter. */
  static PathParams of(@Nullable String[] names, String path) {
    return new PathParams(null, names, path);
  }

  /** Returns the instance without parameters. */
  public static PathParams empty() {
    return EMPTY;
  }

  /** Returns the decoded value, or null if there is no parameter of this name. */
  public @Nullable String get(String name) {
    int segment = segmentOf(name);
    if (segment >= 0) {
      int start = start(segment);
      return Percent.decode(path, start, end(segment, start));
    }
    return outer == null ? null : outer.get(name);
  }

  /** Returns the value as it stands in the raw path, still escaped, or null if there is no parameter of this name. */
  public @Nullable String raw(String name) {
    int segment = segmentOf(name);
    if (segment >= 0) {
      int start = start(segment);
      return path.substring(start, end(segment, start));
    }
    return outer == null ? null : outer.raw(name);
  }

  /** Returns the names from left to right, those of an outer pattern first; immutable. */
  public List<String> names() {
    List<String> all = new ArrayList<>(outer == null ? List.of() : outer.names());
    for (String name : names) {
      if (name != null && !all.contains(name)) {
        all.add(name);
      }
    }
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
    if (this == EMPTY) {
      return more;
    }
    if (more == EMPTY) {
      return this;
    }
    return new PathParams(more.outer == null ? this : and(more.outer), more.names, more.path);
  }

  /** Returns these parameters without the one of that name, which is among the innermost; the same if there is none. */
  public PathParams without(String name) {
    int drop = segmentOf(name);
    if (drop < 0) {
      return this;
    }
    @Nullable String[] rest = names.clone();
    rest[drop] = null;
    return new PathParams(outer, rest, path);
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

  private int segmentOf(String name) {
    for (int i = 0; i < names.length; i++) {
      if (name.equals(names[i])) {
        return i;
      }
    }
    return -1;
  }

  private int start(int segment) {
    int start = 1;
    for (int i = 0; i < segment; i++) {
      start = Segments.end(path, start) + 1;
    }
    return start;
  }

  /** The last one of the pattern takes the rest of the path: there is no more of it, unless it is a catch-all. */
  private int end(int segment, int start) {
    return segment == names.length - 1 ? path.length() : Segments.end(path, start);
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
