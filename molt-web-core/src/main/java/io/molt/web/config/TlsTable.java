package io.molt.web.config;

import static io.molt.web.config.Kind.DURATION;
import static io.molt.web.config.Kind.PATH;
import static io.molt.web.config.Kind.PORT;
import static io.molt.web.config.Kind.SECRET;
import static io.molt.web.config.Kind.SWITCH;

import io.molt.web.server.HttpsRedirect;
import io.molt.web.server.ServerOptions;
import io.molt.web.tls.ClientAuth;
import io.molt.web.tls.TlsOptions;
import io.molt.web.tls.TlsVersion;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The rows of TLS, and of the listener that sends clients on to it. */
final class TlsTable {
  private static final TlsOptions DEFAULTS = TlsOptions.selfSigned();

  // spotless:off
  static final List<Setting> ROWS = List.of(
      certificate("tls-certificate", PATH, CertificateDraft::certificate,
          "PEM file with the certificate chain, the server's own first; the server speaks TLS"),
      certificate("tls-key", PATH, CertificateDraft::key,
          "PEM file with the private key, if it is not in the one with the chain"),
      certificate("tls-keystore", PATH, CertificateDraft::keystore,
          "PKCS#12 file with chain and key; the server speaks TLS"),
      certificate("tls-password", SECRET, CertificateDraft::password,
          "The password of the key or of the PKCS#12 file"),
      certificate("tls-password-file", PATH, CertificateDraft::passwordFile,
          "A file with that password"),
      certificate("tls-self-signed", SWITCH, CertificateDraft::selfSigned,
          "Whether to speak TLS with a certificate of no worth, made at the start; for development"),
      tls("tls-client-auth", Kind.oneOf(ClientAuth.class), TlsOptions::clientAuth, TlsDraft::clientAuth,
          "Whether clients have to show a certificate"),
      tls("tls-trust", Kind.listOf(PATH), TlsOptions::trusted, TlsDraft::trusted,
          "PEM files with the authorities that may have issued the certificates of clients"),
      tls("tls-min-version", Kind.oneOf(TlsVersion.class, TlsVersion::protocol), TlsOptions::minVersion, TlsDraft::minVersion,
          "The oldest version of TLS that is spoken"),
      tls("tls-reload-interval", DURATION, TlsOptions::reloadInterval, TlsDraft::reloadInterval,
          "How often the files are looked at for changes; 0 for never"),
      Setting.ofDraft("redirect-from", PORT, options -> options.redirect().map(HttpsRedirect::from), TlsTable::redirectFrom,
          "The port on which clear text is answered with a redirect to TLS"),
      Setting.ofDraft("redirect-to", PORT, options -> options.redirect().map(HttpsRedirect::to), TlsTable::redirectTo,
          "The port that clients reach TLS by, if it is not the one that is listened on"));
  // spotless:on

  private TlsTable() {}

  /** Returns the setting of a part of a certificate; what the code gives is a whole and not shown in parts. */
  private static <T> Setting certificate(
      String name, Kind<T> kind, BiConsumer<CertificateDraft, T> setter, String description) {
    return Setting.ofDraft(
        name,
        kind,
        options -> Optional.empty(),
        (draft, value) -> setter.accept(draft.tls().certificate(), value),
        description);
  }

  private static <T> Setting tls(
      String name,
      Kind<T> kind,
      Function<TlsOptions, T> getter,
      BiConsumer<TlsDraft, T> setter,
      String description) {
    return Setting.ofDraft(
        name,
        kind,
        options -> Optional.of(getter.apply(options.tls().orElse(DEFAULTS))),
        (draft, value) -> setter.accept(draft.tls(), value),
        description);
  }

  private static void redirectFrom(Draft draft, int port) {
    draft.change(options -> options.withRedirect(
        new HttpsRedirect(port, options.redirect().map(HttpsRedirect::to).orElse(0))));
  }

  private static void redirectTo(Draft draft, int port) {
    draft.change(
        options -> options.withRedirect(new HttpsRedirect(redirect(options).from(), port)));
  }

  private static HttpsRedirect redirect(ServerOptions options) {
    return options
        .redirect()
        .orElseThrow(() ->
            new IllegalArgumentException("nothing is redirected (expected: redirect-from too)"));
  }
}
