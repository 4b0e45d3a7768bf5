package io.molt.web.router;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A parsed pattern. A trailing slash is a last literal segment without text, as it is in a path.
 *
 * @param segments what stands between the slashes
 */
record PathPattern(List<Segment> segments) {

  /** What a segment of a path is held against. */
  sealed interface Segment {

    /** Returns the segment without the parameter's name: {@code users}, {@code {:long}}, {@code {}}, {@code {...}}. */
    String shape();

    /** Returns the parameter's name, if it is a parameter. */
    default Optional<String> parameter() {
      return Optional.empty();
    }
  }

  record Literal(String text) implements Segment {

    @Override
    public String shape() {
      return text;
    }
  }

  record Constrained(String name, Constraint constraint) implements Segment {

    @Override
    public String shape() {
      return "{:" + constraint.text() + "}";
    }

    @Override
    public Optional<String> parameter() {
      return Optional.of(name);
    }
  }

  record Parameter(String name) implements Segment {

    @Override
    public String shape() {
      return "{}";
    }

    @Override
    public Optional<String> parameter() {
      return Optional.of(name);
    }
  }

  record CatchAll(String name) implements Segment {

    @Override
    public String shape() {
      return "{...}";
    }

    @Override
    public Optional<String> parameter() {
      return Optional.of(name);
    }
  }

  /** Throws {@link IllegalArgumentException} naming the rule that the text breaks and the fix. */
  static PathPattern parse(String text) {
    return new PatternParser(text).parse();
  }

  /** Returns the names of the parameters, from left to right. */
  List<String> names() {
    return segments.stream().map(Segment::parameter).flatMap(Optional::stream).toList();
  }

  /** Returns the pattern without names: two patterns of one shape match the same paths. */
  String shape() {
    return segments.stream().map(Segment::shape).collect(Collectors.joining("/", "/", ""));
  }

  /**
   * Returns for each segment the name of its parameter, or null: all that a match needs to find the values. A name is the
   * same object as a literal in code that asks for it, so that the two are equal at first sight.
   */
  @Nullable String[] namesBySegment() {
    return segments.stream()
        .map(segment -> segment.parameter().map(String::intern).orElse(null))
        .toArray(String[]::new);
  }
}
