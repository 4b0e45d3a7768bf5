package io.molt.web.tls;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** A source, as it is read. */
sealed interface Source extends CertificateSource
    permits PemSource, Pkcs12Source, SelfSignedSource {
  /** Returns the files that it comes from. */
  List<Path> files();

  /** Returns the names given to it, or none. */
  List<String> names();

  /**
   * Returns what it holds.
   *
   * @throws IllegalArgumentException in one line, naming the file and what was expected of it
   */
  TlsIdentity load(Contents contents, Clock clock);
}
