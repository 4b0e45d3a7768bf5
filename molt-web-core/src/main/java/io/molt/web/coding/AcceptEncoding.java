package io.molt.web.coding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The weights of an {@code Accept-Encoding} (RFC 9110 section 12.5.3). Immutable. */
public final class AcceptEncoding {
  private static final Pattern WEIGHT =
      Pattern.compile("q\\s*=\\s*(0(\\.\\d{0,3})?|1(\\.0{0,3})?)");
  private static final String IDENTITY = "identity";
  private static final String ANY = "*";

  // More wanted than what is forbidden, less than all that is named.
  private static final double UNNAMED = 0.0001;

  private final Map<String, Double> weights;

  private AcceptEncoding(Map<String, Double> weights) {
    this.weights = weights;
  }

  /**
   * Returns what the fields of a request say. {@code x-gzip} is {@code gzip}; a coding whose weight is malformed is not
   * accepted, since content as it is suits everyone.
   */
  public static AcceptEncoding parse(List<String> fields) {
    Map<String, Double> weights = new HashMap<>();
    for (String field : fields) {
      for (String element : field.split(",")) {
        add(weights, element);
      }
    }
    return new AcceptEncoding(weights);
  }

  /**
   * Returns those of the offers that are accepted, and wanted no less than the content as it is: those wanted most first,
   * else as offered. Without the field there are none.
   *
   * @param token tells the name of the coding of an offer, in lower case
   */
  public <C> List<C> preferred(List<C> offers, Function<? super C, String> token) {
    double identity = weight(IDENTITY);
    List<C> preferred = new ArrayList<>();
    for (C offer : offers) {
      double weight = weight(token.apply(offer));
      if (weight > 0 && weight >= identity) {
        preferred.add(offer);
      }
    }
    preferred.sort((a, b) -> Double.compare(weight(token.apply(b)), weight(token.apply(a))));
    return preferred;
  }

  /** Returns whether content as it is, in no coding, is not accepted. */
  public boolean refusesIdentity() {
    return weight(IDENTITY) == 0;
  }

  private double weight(String coding) {
    Double named = weights.get(coding);
    if (named != null) {
      return named;
    }
    Double any = weights.get(ANY);
    if (any != null) {
      return any;
    }
    return coding.equals(IDENTITY) ? UNNAMED : 0;
  }

  private static void add(Map<String, Double> weights, String element) {
    String[] parts = element.split(";", 2);
    String name = parts[0].strip().toLowerCase(Locale.ROOT);
    if (!name.isEmpty()) {
      weights.putIfAbsent(name.equals("x-gzip") ? "gzip" : name, weight(parts));
    }
  }

  private static double weight(String[] parts) {
    if (parts.length < 2) {
      return 1;
    }
    String parameter = parts[1].strip().toLowerCase(Locale.ROOT);
    return WEIGHT.matcher(parameter).matches()
        ? Double.parseDouble(parameter.substring(parameter.indexOf('=') + 1))
        : 0;
  }
}
