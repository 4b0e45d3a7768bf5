package io.molt.web.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads addresses that are written as such; no name server is ever asked. */
final class IpAddress {
  private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern V4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
  // With a colon in it the JDK takes it for an address, or throws; a name is none.
  private static final Pattern LIKE_V6 = Pattern.compile("[0-9A-Fa-f:][0-9A-Fa-f:.]*");
  private static final int LONGEST = 45;

  private IpAddress() {}

  /** Returns the address of a text, or null if it is none. An address of IPv4 within IPv6 is one of IPv4. */
  static @Nullable InetAddress parse(String text) {
    if (text.length() > LONGEST || !isLikely(text)) {
      return null;
    }
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException malformed) {
      return null;
    }
  }

  /** Returns the same address; one of IPv4 within IPv6 as one of IPv4. */
  static InetAddress normal(InetAddress address) {
    try {
      return InetAddress.getByAddress(address.getAddress());
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static boolean isLikely(String text) {
    return text.indexOf(':') < 0
        ? V4.matcher(text).matches()
        : LIKE_V6.matcher(text).matches();
  }
}
