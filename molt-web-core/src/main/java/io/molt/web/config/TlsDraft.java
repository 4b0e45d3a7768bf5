package io.molt.web.config;

import io.molt.web.server.ServerOptions;
import io.molt.web.tls.ClientAuth;
import io.molt.web.tls.TlsOptions;
import io.molt.web.tls.TlsVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is set of TLS. */
final class TlsDraft {
  private final CertificateDraft certificate = new CertificateDraft();
  private @Nullable ClientAuth clientAuth;
  private @Nullable List<Path> trusted;
  private @Nullable TlsVersion minVersion;
  private @Nullable Duration reloadInterval;

  CertificateDraft certificate() {
    return certificate;
  }

  void clientAuth(ClientAuth value) {
    clientAuth = value;
  }

  void trusted(List<Path> value) {
    trusted = value;
  }

  void minVersion(TlsVersion value) {
    minVersion = value;
  }

  void reloadInterval(Duration value) {
    reloadInterval = value;
  }

  /**
   * Returns the options with what is set here; what is not stays as it is.
   *
   * @throws IllegalArgumentException if it is not enough for TLS, or contradicts itself
   */
  ServerOptions addTo(ServerOptions options) {
    Optional<TlsOptions> tls = certificate.source().map(TlsOptions::of);
    if (tls.isEmpty() && isUntouched()) {
      return options;
    }
    TlsOptions certified = tls.or(options::tls)
        .orElseThrow(
            () -> new IllegalArgumentException(
                "tls: no certificate (expected: tls-certificate, tls-keystore or tls-self-signed too)"));
    return options.withTls(with(certified, options.tls().orElse(certified)));
  }

  private boolean isUntouched() {
    return clientAuth == null && trusted == null && minVersion == null && reloadInterval == null;
  }

  private TlsOptions with(TlsOptions certified, TlsOptions otherwise) {
    ClientAuth asked = clientAuth == null ? otherwise.clientAuth() : clientAuth;
    if (trusted != null && asked == ClientAuth.NONE) {
      throw new IllegalArgumentException(
          "tls-trust: clients are not asked for certificates (expected: tls-client-auth too)");
    }
    return new TlsOptions(
        certified.certificates(),
        asked,
        trusted == null ? otherwise.trusted() : trusted,
        minVersion == null ? otherwise.minVersion() : minVersion,
        reloadInterval == null ? otherwise.reloadInterval() : reloadInterval);
  }
}
