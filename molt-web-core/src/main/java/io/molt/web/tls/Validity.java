package io.molt.web.tls;

import java.security.cert.X509Certificate;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of certificates that clients will refuse for their dates; a server that starts is still better than none. */
final class Validity {
  private static final Logger LOG = LoggerFactory.getLogger(TlsStore.class);

  private Validity() {}

  static void warn(TlsIdentity identity, Instant now) {
    X509Certificate certificate = identity.certificate();
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    if (now.isAfter(to)) {
      LOG.warn(
          "tls certificate: {} expired on {} (expected: one that is renewed in time)",
          identity,
          to);
    } else if (now.isBefore(from)) {
      LOG.warn(
          "tls certificate: {} is valid from {} on only (expected: one that is valid now)",
          identity,
          from);
    }
  }
}
