package io.molt.web.tls;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** A certificate for development that is its own issuer. */
record SelfSignedSource(List<String> names) implements Source {
  // Long enough for a service that is left running over the holidays.
  private static final Duration VALIDITY = Duration.ofDays(90);

  @Override
  public CertificateSource forNames(String... others) {
    return new SelfSignedSource(ServerNames.given(others));
  }

  @Override
  public List<Path> files() {
    return List.of();
  }

  @Override
  public TlsIdentity load(Contents contents, Clock clock) {
    List<String> subjects = names.isEmpty() ? ServerNames.ofThisMachine() : names;
    CertificateMaker.Made made = CertificateMaker.selfSigned(subjects, clock.instant(), VALIDITY);
    return TlsIdentity.of("self-signed", names, made.key(), List.of(made.certificate()));
  }
}
