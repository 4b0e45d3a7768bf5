package io.molt.web.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of content (RFC 9110 section 14.1.2).
 *
 * @param first the position of its first byte
 * @param last the position of its last byte, which belongs to it
 */
record ByteRange(long first, long last) {
  /** The most that are served of one request: more is no download, but an attack, or a client gone mad. */
  private static final int MOST = 16;

  /** What a part costs besides its bytes: two ranges with less than this between them are sent as one. */
  private static final long PART_OVERHEAD = 80;

  private static final String UNIT = "bytes=";
  private static final int LONGEST_NUMBER = 18;

  long length() {
    return last - first + 1;
  }

  /** Returns the value of {@code Content-Range} for content of that length in all. */
  String of(long whole) {
    return "bytes " + first + "-" + last + "/" + whole;
  }

  /**
   * Returns the ranges that a field asks for, those that overlap or nearly touch as one, in the order of the field; empty if
   * none of them lies in the content; null if the field is to be ignored: another unit, malformed, or too many.
   */
  static @Nullable List<ByteRange> parse(String field, long length) {
    if (!field.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
      return null;
    }
    String[] parts = field.substring(UNIT.length()).split(",", MOST + 1);
    if (parts.length > MOST) {
      return null;
    }
    List<ByteRange> ranges = new ArrayList<>(parts.length);
    boolean isAny = false;
    for (String part : parts) {
      String text = Tokens.withoutSpaceAround(part);
      if (text.isEmpty()) {
        // A list may have empty elements (RFC 9110 section 5.6.1.2).
        continue;
      }
      Spec spec = Spec.parse(text);
      if (spec == null) {
        return null;
      }
      isAny = true;
      add(ranges, spec.within(length));
    }
    return isAny ? ranges : null;
  }

  /** Adds a range, in the place of the first one that it can be sent with. */
  private static void add(List<ByteRange> ranges, @Nullable ByteRange added) {
    if (added == null) {
      return;
    }
    ByteRange range = added;
    int place = ranges.size();
    for (int near = near(ranges, range); near >= 0; near = near(ranges, range)) {
      range = range.with(ranges.remove(near));
      place = Math.min(place, near);
    }
    ranges.add(place, range);
  }

  private static int near(List<ByteRange> ranges, ByteRange range) {
    for (int i = 0; i < ranges.size(); i++) {
      if (range.isNear(ranges.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private ByteRange with(ByteRange other) {
    return new ByteRange(Math.min(first, other.first), Math.max(last, other.last));
  }

  private boolean isNear(ByteRange other) {
    return first - other.last <= PART_OVERHEAD && other.first - last <= PART_OVERHEAD;
  }

  /** A range as it is asked for: without an end, or, where the start is -1, as many bytes from the end. */
  private record Spec(long first, long last) {
    static @Nullable Spec parse(String text) {
      int dash = text.indexOf('-');
      if (dash < 0 || text.length() == 1) {
        return null;
      }
      String from = text.substring(0, dash);
      String to = text.substring(dash + 1);
      if (!isNumber(from) || !isNumber(to)) {
        return null;
      }
      Spec spec =
          new Spec(from.isEmpty() ? -1 : number(from), to.isEmpty() ? Long.MAX_VALUE : number(to));
      return spec.first <= spec.last ? spec : null;
    }

    @Nullable ByteRange within(long length) {
      long from = first < 0 ? Math.max(0, length - last) : first;
      long to = first < 0 ? length - 1 : Math.min(last, length - 1);
      return from <= to ? new ByteRange(from, to) : null;
    }

    private static boolean isNumber(String text) {
      return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Returns the number, or the largest there is in the place of a larger one. */
    private static long number(String digits) {
      String significant = digits.replaceFirst("^0+(?=.)", "");
      return significant.length() > LONGEST_NUMBER ? Long.MAX_VALUE : Long.parseLong(significant);
    }
  }
}
