package io.molt.web.server;

import io.molt.web.http.Tls;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** What the requests of a connection may know of its TLS session. */
final class TlsSession {
  private static final AttributeKey<Tls> KEY = AttributeKey.valueOf(TlsSession.class, "tls");

  private TlsSession() {}

  /** Keeps the session of a connection whose handshake is done. */
  static void remember(Channel channel, SSLSession session) {
    channel.attr(KEY).set(describe(session, serverName(session)));
  }

  /** Returns the session of a connection, or empty in clear text. */
  static Optional<Tls> of(Channel channel) {
    return Optional.ofNullable(channel.attr(KEY).get());
  }

  /**
   * Returns what there is to know of a session.
   *
   * @param serverName the name that the client asked for
   */
  static Tls describe(SSLSession session, Optional<String> serverName) {
    return new Tls(
        session.getProtocol(), session.getCipherSuite(), serverName, certificates(session));
  }

  private static Optional<String> serverName(SSLSession session) {
    return session instanceof ExtendedSSLSession extended
        ? extended.getRequestedServerNames().stream()
            .filter(SNIHostName.class::isInstance)
            .map(name -> ((SNIHostName) name).getAsciiName())
            .findFirst()
        : Optional.empty();
  }

  private static List<X509Certificate> certificates(SSLSession session) {
    try {
      return Stream.of(session.getPeerCertificates())
          .map(X509Certificate.class::cast)
          .toList();
    } catch (SSLPeerUnverifiedException none) {
      return List.of();
    }
  }
}
