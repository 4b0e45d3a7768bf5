package io.molt.web.files;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The weights of an {@code Accept-Encoding} (RFC 9110 section 12.5.3). */
final class Codings {
  private static final String IDENTITY = "identity";
  private static final String ANY = "*";

  // More wanted than what is forbidden, less than all that is named.
  private static final double UNNAMED = 0.0001;

  private final Map<String, Double> weights;

  private Codings(Map<String, Double> weights) {
    this.weights = weights;
  }

  static Codings parse(List<String> fields) {
    Map<String, Double> weights = new HashMap<>();
    for (String field : fields) {
      for (String element : field.split(",")) {
        add(weights, element);
      }
    }
    return new Codings(weights);
  }

  /** Returns which of the offers are wanted more than the content as it is, those wanted most first, else as offered. */
  List<Coding> wanted(List<Coding> offers) {
    double identity = weight(IDENTITY);
    List<Coding> wanted = new ArrayList<>();
    for (Coding offer : offers) {
      if (weight(offer.token()) > 0 && weight(offer.token()) >= identity) {
        wanted.add(offer);
      }
    }
    wanted.sort((a, b) -> Double.compare(weight(b.token()), weight(a.token())));
    return wanted;
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

  /** Returns the weight, 0 for one that is malformed: what is sent as it is suits everyone. */
  private static double weight(String[] parts) {
    String parameter = parts.length < 2 ? "q=1" : parts[1].strip().toLowerCase(Locale.ROOT);
    boolean isWeight = parameter.matches("q\\s*=\\s*(0(\\.\\d{0,3})?|1(\\.0{0,3})?)");
    return isWeight ? Double.parseDouble(parameter.substring(parameter.indexOf('=') + 1)) : 0;
  }
}
