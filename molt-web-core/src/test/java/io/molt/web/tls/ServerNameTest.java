package io.molt.web.tls;

import static io.molt.web.tls.TestCertificates.resource;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which certificate is shown for which name. */
class ServerNameTest {
  private final TestCertificates authority = TestCertificates.authority("Root");

  @TempDir
  Path directory;

  @Test
  void an_exact_name_comes_before_a_star_and_a_star_before_the_first() {
    TlsMaterial material =
        material(source("www.test", "*.star.test"), source("*.star.test"), source("one.star.test"));

    assertThat(subjects(material, "www.test")).containsExactly("CN=www.test");
    assertThat(subjects(material, "one.star.test")).containsExactly("CN=one.star.test");
    assertThat(subjects(material, "two.star.test"))
        .containsExactly("CN=www.test", "CN=*.star.test");
    assertThat(subjects(material, "unknown.test")).containsExactly("CN=www.test");
    assertThat(subjects(material, "")).containsExactly("CN=www.test");
  }

  @Test
  void a_star_stands_for_one_label() {
    TlsMaterial material = material(source("first.test"), source("*.star.test"));

    assertThat(subjects(material, "star.test")).containsExactly("CN=first.test");
    assertThat(subjects(material, "a.b.star.test")).containsExactly("CN=first.test");
    assertThat(subjects(material, ".star.test")).containsExactly("CN=first.test");
    assertThat(subjects(material, "a.star.test")).containsExactly("CN=*.star.test");
  }

  @Test
  void case_and_a_dot_at_the_end_do_not_count() {
    TlsMaterial material = material(source("first.test"), source("Second.test"));

    assertThat(subjects(material, "SECOND.test.")).containsExactly("CN=Second.test");
  }

  @Test
  void names_that_were_given_take_the_place_of_those_listed() {
    TlsMaterial material =
        material(source("first.test"), source("second.test").forNames("Given.test"));

    assertThat(subjects(material, "second.test")).containsExactly("CN=first.test");
    assertThat(subjects(material, "given.test")).containsExactly("CN=second.test");
  }

  @Test
  void two_kinds_of_key_for_one_name_are_both_candidates() {
    TlsMaterial material = material(
        CertificateSource.pem(resource("rsa-chain.pem"), resource("rsa-pkcs8.pem"))
            .forNames("both.test"),
        CertificateSource.pem(resource("ec-chain.pem"), resource("ec-pkcs8.pem"))
            .forNames("both.test"),
        source("other.test"));

    assertThat(subjects(material, "both.test")).containsExactly("CN=rsa.test", "CN=ec.test");
    assertThat(subjects(material, "unknown.test")).containsExactly("CN=rsa.test", "CN=ec.test");
    assertThat(material.keyManager().getServerAliases("EC", null)).containsExactly("1", "2");
  }

  @Test
  void a_self_signed_certificate_is_for_this_machine() throws Exception {
    TlsIdentity identity = material(CertificateSource.selfSigned()).identities().get(0);

    assertThat(identity.names()).contains("localhost");
    assertThat(identity.certificate().getSubjectAlternativeNames())
        .contains(List.of(2, "localhost"), List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1"));
    identity.certificate().verify(identity.certificate().getPublicKey());
    identity.certificate().checkValidity();
  }

  private CertificateSource source(String... names) {
    return authority.issue(names).source(directory, names[0].replace('*', '_'));
  }

  private static TlsMaterial material(CertificateSource first, CertificateSource... more) {
    TlsOptions options = TlsOptions.of(first);
    for (CertificateSource source : more) {
      options = options.withCertificate(source);
    }
    return TlsStore.open(options, Clock.systemUTC()).material();
  }

  private static List<String> subjects(TlsMaterial material, String name) {
    return material.identitiesFor(name).stream()
        .map(identity -> identity.certificate().getSubjectX500Principal().toString())
        .toList();
  }
}
