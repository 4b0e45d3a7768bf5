package io.molt.web.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code Forwarded} field (RFC 7239), which each proxy adds an element to. It is read from the end: whatever a
 * client has put there to begin with cannot change how the element of a proxy behind it is understood.
 */
final class Forwarded {
  private final String text;
  private int at;

  private Forwarded(String element) {
    this.text = element;
  }

  /** Returns what the proxies say, the nearest first, up to the first one that cannot be understood. */
  static List<Hop> hops(List<String> values) {
    List<Hop> hops = new ArrayList<>();
    for (int i = values.size() - 1; i >= 0; i--) {
      if (!addAll(values.get(i), hops)) {
        break;
      }
    }
    return hops;
  }

  private static boolean addAll(String value, List<Hop> hops) {
    int end = value.length();
    while (end >= 0) {
      int comma = lastComma(value, end);
      String element = Tokens.withoutSpaceAround(value.substring(comma + 1, end));
      Hop hop = element.isEmpty() ? null : new Forwarded(element).hop();
      if (hop != null) {
        hops.add(hop);
      } else if (!element.isEmpty()) {
        return false;
      }
      end = comma;
    }
    return true;
  }

  /** Returns where the last comma is that no quotes are around; -1 if there is none. */
  private static int lastComma(String value, int end) {
    boolean quoted = false;
    for (int i = end - 1; i >= 0; i--) {
      char c = value.charAt(i);
      if (c == '"' && !isEscaped(value, i)) {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isEscaped(String value, int quote) {
    int before = quote;
    while (before > 0 && value.charAt(before - 1) == '\\') {
      before--;
    }
    return (quote - before) % 2 == 1;
  }

  private @Nullable Hop hop() {
    Map<String, String> pairs = new HashMap<>();
    while (at < text.length()) {
      if (!addPair(pairs)) {
        return null;
      }
    }
    String node = pairs.get("for");
    Peer peer = node == null ? null : Node.peer(node);
    if (node != null && peer == null) {
      return null;
    }
    String scheme = pairs.get("proto");
    String host = pairs.get("host");
    return new Hop(
        peer,
        scheme == null ? null : Node.scheme(scheme),
        host == null ? null : Node.host(host),
        null);
  }

  /** Takes a pair and the semicolon behind it; returns whether it was one, and is there for the first time. */
  private boolean addPair(Map<String, String> pairs) {
    skipSpace();
    int equals = text.indexOf('=', at);
    if (equals < 0) {
      return false;
    }
    String name = text.substring(at, equals);
    at = equals + 1;
    String value = at < text.length() && text.charAt(at) == '"' ? quoted() : unquoted();
    skipSpace();
    boolean ends = at == text.length() || text.charAt(at++) == ';';
    return ends
        && value != null
        && Tokens.isToken(name)
        && pairs.put(name.toLowerCase(Locale.ROOT), value) == null;
  }

  private @Nullable String quoted() {
    StringBuilder value = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return value.toString();
      }
      if (c == '\\' && ++at == text.length()) {
        return null;
      }
      value.append(text.charAt(at));
    }
    return null;
  }

  /** Returns a value without quotes, though it may hold colons and brackets, which should have some. */
  private @Nullable String unquoted() {
    int start = at;
    while (at < text.length() && " \t;".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String value = text.substring(start, at);
    return value.isEmpty() || value.indexOf('"') >= 0 ? null : value;
  }

  private void skipSpace() {
    while (at < text.length() && " \t".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }
}
