package io.molt.web.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The authorities that may have issued the certificates of clients. */
final class TrustedAuthorities {
  private static final String WHAT = "tls trusted";

  private TrustedAuthorities() {}

  /** Returns what trusts certificates that one of the authorities in these files has issued (RFC 5280 section 6). */
  static X509TrustManager read(List<Path> files, Contents contents) {
    List<X509Certificate> authorities = files.stream()
        .flatMap(file -> Certificates.read(WHAT, file, contents.text(WHAT, file)).stream())
        .toList();
    try {
      return trusting(authorities);
    } catch (GeneralSecurityException | IOException failed) {
      throw new IllegalArgumentException(
          WHAT + ": " + files + " (expected: certificates of authorities)", failed);
    }
  }

  private static X509TrustManager trusting(List<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (X509Certificate authority : authorities) {
      store.setCertificateEntry(Integer.toString(store.size()), authority);
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return Stream.of(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .orElseThrow(() -> new GeneralSecurityException("no PKIX trust manager in this JVM"));
  }
}
