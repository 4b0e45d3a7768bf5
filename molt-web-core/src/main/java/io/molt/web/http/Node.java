package io.molt.web.http;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what proxies say of those behind them (RFC 7239 section 6). What cannot be understood is null. */
final class Node {
  private static final Pattern BRACKETED = Pattern.compile("\\[([^\\]]*)](?::(.+))?");
  private static final Pattern NAMED =
      Pattern.compile("(unknown|_[A-Za-z0-9._-]+|[0-9.]+)(?::(.+))?");
  private static final Pattern HIDDEN_PORT = Pattern.compile("_[A-Za-z0-9._-]+");
  private static final Pattern HOST =
      Pattern.compile("(?:[A-Za-z0-9._~-]+|\\[[0-9A-Fa-f:.]+])(?::\\d{1,5})?");
  private static final int MAX_PORT = 65_535;

  private Node() {}

  /** Returns who that is: an address, {@code unknown}, or an identifier that begins with an underscore. */
  static @Nullable Peer peer(String text) {
    if (text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[")) {
      // Against the grammar, but how X-Forwarded-For has addresses of IPv6.
      return address(text, null);
    }
    Matcher bracketed = BRACKETED.matcher(text);
    if (bracketed.matches()) {
      return bracketed.group(1).indexOf(':') < 0
          ? null
          : address(bracketed.group(1), bracketed.group(2));
    }
    Matcher named =
        NAMED.matcher(text.toLowerCase(Locale.ROOT).equals("unknown") ? "unknown" : text);
    if (!named.matches()) {
      return null;
    }
    String name = named.group(1);
    return Character.isDigit(name.charAt(0))
        ? address(name, named.group(2))
        : peer(name, named.group(2));
  }

  /** Returns a scheme that a request may have had. */
  static @Nullable String scheme(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.equals("http") || lower.equals("https") ? lower : null;
  }

  /** Returns a host, with its port if there is one. */
  static @Nullable String host(String text) {
    return HOST.matcher(text).matches() ? text : null;
  }

  /** Returns a port. */
  static @Nullable String port(String text) {
    return number(text) > 0 ? text : null;
  }

  private static @Nullable Peer address(String text, @Nullable String port) {
    InetAddress address = IpAddress.parse(text);
    return address == null ? null : peer(address.getHostAddress(), port);
  }

  private static @Nullable Peer peer(String name, @Nullable String port) {
    int number = port == null || HIDDEN_PORT.matcher(port).matches() ? 0 : number(port);
    return number < 0 ? null : new Peer(name, number);
  }

  private static int number(String digits) {
    if (!digits.matches("\\d{1,5}")) {
      return -1;
    }
    int number = Integer.parseInt(digits);
    return number <= MAX_PORT ? number : -1;
  }
}
