package io.molt.web.tls;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;

/** Chain and key in PEM files. */
record PemSource(Path chain, Path key, Password password, List<String> names) implements Source {
  @Override
  public CertificateSource forNames(String... others) {
    return new PemSource(chain, key, password, ServerNames.given(others));
  }

  @Override
  public List<Path> files() {
    return List.of(chain, key);
  }

  @Override
  public TlsIdentity load(Contents contents, Clock clock) {
    List<X509Certificate> certificates =
        Certificates.read("tls certificate", chain, contents.text("tls certificate", chain));
    PrivateKey read = PrivateKeys.read(key, contents.text("tls key", key), password);
    KeyMatch.require(read, certificates, "tls key: " + Mistake.name(key), Mistake.name(chain));
    return TlsIdentity.of(Mistake.name(chain), names, read, certificates);
  }
}
