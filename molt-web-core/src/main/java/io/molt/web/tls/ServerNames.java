package io.molt.web.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The names that a certificate is for (RFC 6125): lower case, without a dot at the end. */
final class ServerNames {
  private static final Integer DNS_NAME = 2;
  private static final String LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?";
  private static final Pattern NAME = Pattern.compile("(\\*\\.)?" + LABEL + "(\\." + LABEL + ")*");
  // What the certificate parser of the JDK takes, which is stricter than DNS itself.
  private static final Pattern HOST =
      Pattern.compile("[a-z]([a-z0-9-]*[a-z0-9])?(\\.[a-z]([a-z0-9-]*[a-z0-9])?)*");

  private ServerNames() {}

  /**
   * Returns names that were given by hand, in the form that they are compared in.
   *
   * @throws IllegalArgumentException if there is none, or one is no host name
   */
  static List<String> given(String... names) {
    if (names.length == 0) {
      throw new IllegalArgumentException("tls names: none (expected: one or more)");
    }
    return Stream.of(names).map(ServerNames::required).toList();
  }

  /** Returns a name in the form that names are compared in. */
  static String normal(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /** Returns the host names that the certificate lists (RFC 5280 section 4.2.1.6). */
  static List<String> of(X509Certificate certificate) {
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives == null) {
        return List.of();
      }
      return alternatives.stream()
          .filter(name -> DNS_NAME.equals(name.get(0)))
          .map(name -> normal(String.valueOf(name.get(1))))
          .toList();
    } catch (CertificateParsingException malformed) {
      // It can still be the one for all names that no other certificate is for.
      return List.of();
    }
  }

  /** Returns the name with a star that stands for {@code name}: that with one in place of the first label. */
  static String starred(String name) {
    int dot = name.indexOf('.');
    return dot > 0 ? "*" + name.substring(dot) : name;
  }

  /** Returns the names and addresses by which a client on this machine, or near it, reaches it. */
  static List<String> ofThisMachine() {
    List<String> names = new ArrayList<>(List.of("localhost", "127.0.0.1", "::1"));
    try {
      String host = normal(InetAddress.getLocalHost().getHostName());
      if (HOST.matcher(host).matches() && !names.contains(host)) {
        names.add(host);
      }
    } catch (UnknownHostException nameless) {
      return names;
    }
    return names;
  }

  private static String required(String name) {
    String normal = normal(name);
    if (!NAME.matcher(normal).matches()) {
      throw new IllegalArgumentException("tls name: '" + name
          + "' (expected: a host name such as api.example.com or *.example.com)");
    }
    return normal;
  }
}
