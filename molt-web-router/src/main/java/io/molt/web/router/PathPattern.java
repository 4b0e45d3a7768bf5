package io.molt.web.router;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

  /** Returns the numbers, from 0, of the segments that are captured: all that a match needs to find the values. */
  int[] captured() {
    return IntStream.range(0, segments.size())
        .filter(i -> segments.get(i).parameter().isPresent())
        .toArray();
  }

  boolean endsInCatchAll() {
    return segments.get(segments.size() - 1) instanceof CatchAll;
  }
}
