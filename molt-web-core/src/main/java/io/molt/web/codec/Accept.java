package io.molt.web.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The media ranges of an {@code Accept} header with their weights (RFC 9110 section 12.5.1).
 *
 * <p>A header that cannot be parsed counts as absent: a client that cannot say what it wants gets the server's choice.
 */
final class Accept {
  /** One media range; its weight in thousandths, as many digits as a weight may have. */
  private record Range(MediaType type, int weight, int precision) {}

  private static final int FULL_WEIGHT = 1000;
  private static final int DIGITS = 3;
  /** More than any header has parameters. */
  private static final int STEP = 1 << 20;

  private static final Pattern WEIGHT = Pattern.compile("0?\\.[0-9]+|0\\.?|1(\\.0*)?");
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
    int bestWeight = 0;
    for (MediaType offer : offers) {
      int weight = weight(offer);
      if (weight > bestWeight) {
        best = offer;
        bestWeight = weight;
      }
    }
    return best;
  }

  /** Returns the weight of the most specific range that the offer falls into, in thousandths; 0 if there is none. */
  int weight(MediaType offer) {
    Range most = null;
    for (Range range : ranges) {
      if (accepts(range.type, offer) && (most == null || range.precision > most.precision)) {
        most = range;
      }
    }
    return most == null ? 0 : most.weight;
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
    // Old clients, the JDK's HttpURLConnection among them, ask for "*" where they mean "*/*".
    boolean star = text.startsWith("*") && !text.startsWith("*/");
    MediaType type = MediaType.parse(star ? "*/" + text : text);
    String q = type.parameters().get("q");
    return new Range(type, q == null ? FULL_WEIGHT : thousandths(q), precision(type, q != null));
  }

  /** Reads a weight (RFC 9110 section 12.4.2); digits beyond the third do not make it nothing. */
  private static int thousandths(String text) {
    if (!WEIGHT.matcher(text).matches()) {
      throw new IllegalArgumentException("q: " + text + " (expected: 0 to 1)");
    }
    if (text.startsWith("1")) {
      return FULL_WEIGHT;
    }
    int point = text.indexOf('.');
    String digits = point < 0 ? "" : text.substring(point + 1);
    int weight = Integer.parseInt((digits + "000").substring(0, DIGITS));
    boolean more =
        digits.length() > DIGITS && digits.chars().skip(DIGITS).anyMatch(digit -> digit != '0');
    return more ? weight + 1 : weight;
  }

  private static int precision(MediaType type, boolean weighted) {
    int parameters = type.parameters().size() - (weighted ? 1 : 0);
    if (type.type().equals("*")) {
      return parameters;
    }
    return (type.subtype().equals("*") ? STEP : 2 * STEP) + parameters;
  }

  /** Splits a comma-separated header value, leaving quoted commas alone. */
  private static final class HeaderLists {
    static List<String> split(String header) {
      List<String> parts = new ArrayList<>();
      boolean quoted = false;
      int start = 0;
      for (int i = 0; i < header.length(); i++) {
        char c = header.charAt(i);
        if (quoted && c == '\\') {
          i++;
        } else if (c == '"') {
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
