package io.molt.web.codec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The media ranges of an {@code Accept} header with their weights (RFC 9110 section 12.5.1).
 *
 * <p>A header that cannot be parsed counts as absent: a client that cannot say what it wants gets the server's choice.
 */
final class Accept {
  private record Range(MediaType type, double quality, int precision) {}

  private static final Accept ANYTHING = new Accept(List.of(range("*/*")));

  private final List<Range> ranges;

  private Accept(List<Range> ranges) {
    this.ranges = ranges;
  }

  static Accept parse(@Nullable String header) {
    if (header == null || header.isBlank() || header.equals("*/*")) {
      return ANYTHING;
    }
    try {
      List<Range> ranges = HeaderLists.split(header).stream().map(Accept::range).toList();
      return ranges.isEmpty() ? ANYTHING : new Accept(ranges);
    } catch (IllegalArgumentException malformed) {
      return ANYTHING;
    }
  }

  /** Returns the most wanted of the offers, the earlier one where weights are equal; null if none is acceptable. */
  @Nullable MediaType best(List<MediaType> offers) {
    MediaType best = null;
    double bestQuality = 0;
    for (MediaType offer : offers) {
      double quality = quality(offer);
      if (quality > bestQuality) {
        best = offer;
        bestQuality = quality;
      }
    }
    return best;
  }

  private double quality(MediaType offer) {
    Range most = null;
    for (Range range : ranges) {
      if (accepts(range.type, offer) && (most == null || range.precision > most.precision)) {
        most = range;
      }
    }
    return most == null ? 0 : most.quality;
  }

  private static boolean accepts(MediaType range, MediaType offer) {
    return range.includes(offer)
        && range.parameters().entrySet().stream()
            .filter(p -> !p.getKey().equals("q"))
            .allMatch(p -> matches(p.getKey(), p.getValue(), offer));
  }

  private static boolean matches(String name, String value, MediaType offer) {
    String offered = offer.parameters().get(name);
    // Many clients ask for JSON in UTF-8, which it always is: a charset excludes only another one.
    return offered == null ? name.equals("charset") : value.equalsIgnoreCase(offered);
  }

  private static Range range(String text) {
    MediaType type = MediaType.parse(text);
    String q = type.parameters().get("q");
    return new Range(type, q == null ? 1 : weight(q), precision(type, q != null));
  }

  private static double weight(String text) {
    double weight = Double.parseDouble(text);
    if (!(weight >= 0 && weight <= 1)) {
      throw new IllegalArgumentException("q: " + text + " (expected: 0 to 1)");
    }
    return weight;
  }

  private static int precision(MediaType type, boolean weighted) {
    if (type.type().equals("*")) {
      return 0;
    }
    return type.subtype().equals("*") ? 1 : 2 + type.parameters().size() - (weighted ? 1 : 0);
  }

  /** Splits a comma-separated header value, leaving quoted commas alone. */
  private static final class HeaderLists {
    static List<String> split(String header) {
      List<String> parts = new ArrayList<>();
      boolean quoted = false;
      int start = 0;
      for (int i = 0; i < header.length(); i++) {
        char c = header.charAt(i);
        if (c == '"' && (i == 0 || header.charAt(i - 1) != '\\')) {
          quoted = !quoted;
        } else if (c == ',' && !quoted) {
          add(parts, header.substring(start, i));
          start = i + 1;
        }
      }
      add(parts, header.substring(start));
      return parts;
    }

    private static void add(List<String> parts, String part) {
      if (!part.isBlank()) {
        parts.add(part.strip());
      }
    }
  }
}
