package io.molt.web.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.molt.web.tls.TestCertificates.Issued;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What happens when files change, or time passes. */
class TlsStoreTest {
  private final TestCertificates authority = TestCertificates.authority("Root");
  private final Issued old = authority.issue("old.test");
  private final Issued fresh = authority.issue("fresh.test");
  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  @TempDir
  Path directory;

  @BeforeEach
  void captureLog() {
    System.setErr(new PrintStream(log, true, UTF_8));
  }

  @AfterEach
  void end() {
    System.setErr(before);
    time.dispose();
  }

  @Test
  void reload_puts_new_files_in_force() {
    TlsStore store = open(old.options(directory, "a"));
    assertThat(store.reload()).isFalse();

    fresh.options(directory, "a");

    assertThat(store.reload()).isTrue();
    assertThat(subject(store.material())).isEqualTo("CN=fresh.test");
    assertThat(store.reload()).isFalse();
  }

  @Test
  void reload_refuses_files_that_are_not_sound_and_keeps_what_was_in_force() {
    TlsStore store = open(old.options(directory, "a"));
    Path key = fresh.key(directory, "a-key.pem");

    assertThatThrownBy(store::reload)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tls key: " + key + " does not belong to the first certificate of "
            + directory.resolve("a-chain.pem")
            + ", CN=old.test (expected: the key that the certificate was made for)");
    assertThat(subject(store.material())).isEqualTo("CN=old.test");
  }

  @Test
  void users_take_what_is_in_force_and_what_comes_later() {
    TlsStore store = open(old.options(directory, "a"));
    List<String> taken = new ArrayList<>();
    store.feed(material -> taken.add(subject(material)));

    fresh.options(directory, "a");
    store.reload();

    assertThat(taken).containsExactly("CN=old.test", "CN=fresh.test");
  }

  @Test
  void a_user_that_cannot_take_it_keeps_new_material_out_of_force() {
    TlsStore store = open(old.options(directory, "a"));
    store.feed(material -> {
      if (!subject(material).equals("CN=old.test")) {
        throw new IllegalArgumentException("cannot");
      }
    });

    fresh.options(directory, "a");

    assertThatThrownBy(store::reload).hasMessage("cannot");
    assertThat(subject(store.material())).isEqualTo("CN=old.test");
  }

  @Test
  void changed_files_are_found_at_the_interval() throws Exception {
    TlsStore store = open(old.options(directory, "a").withReloadInterval(Duration.ofMinutes(5)));
    BlockingQueue<String> taken = new LinkedBlockingQueue<>();
    store.feed(material -> taken.add(subject(material)));
    Disposable watch = store.watch(time);
    fresh.options(directory, "a");

    time.advanceTimeBy(Duration.ofMinutes(5).minusMillis(1));
    assertThat(taken).containsExactly("CN=old.test");
    time.advanceTimeBy(Duration.ofMillis(1));

    assertThat(taken.poll(10, TimeUnit.SECONDS)).isEqualTo("CN=old.test");
    assertThat(taken.poll(10, TimeUnit.SECONDS)).isEqualTo("CN=fresh.test");
    watch.dispose();
  }

  @Test
  void unsound_files_are_logged_once_and_sound_ones_that_follow_are_taken() throws Exception {
    TlsStore store = open(old.options(directory, "a"));
    Path chain = Files.writeString(directory.resolve("a-chain.pem"), "half a certif");

    store.reloadIfSound();
    store.reloadIfSound();

    assertThat(lines())
        .singleElement(STRING)
        .contains(" WARN ")
        .endsWith(
            "tls: the files have changed and are refused, what was read before stays in force;"
                + " tls certificate: " + chain
                + " holds no certificate (expected: PEM, with a block -----BEGIN CERTIFICATE-----)");
    assertThat(subject(store.material())).isEqualTo("CN=old.test");

    fresh.options(directory, "a");
    store.reloadIfSound();

    assertThat(subject(store.material())).isEqualTo("CN=fresh.test");
    assertThat(lines()).hasSize(2).last(STRING).contains(" INFO ").contains("CN=fresh.test");
  }

  @Test
  void a_certificate_is_warned_of_that_has_expired_or_is_not_valid_yet() {
    Instant now = Instant.now();
    Duration day = Duration.ofDays(1);
    Issued expired = authority.issue(now.minus(day), now.minus(day.dividedBy(2)), "expired.test");
    Issued early = authority.issue(now.plus(day), now.plus(day.multipliedBy(2)), "early.test");

    open(expired.options(directory, "expired"));
    open(early.options(directory, "early"));

    assertThat(lines()).hasSize(2);
    assertThat(lines().get(0))
        .contains(" WARN ", directory.resolve("expired-chain.pem") + " (CN=expired.test")
        .endsWith("(expected: one that is renewed in time)");
    assertThat(lines().get(1))
        .contains(" WARN ", directory.resolve("early-chain.pem") + " (CN=early.test")
        .endsWith("(expected: one that is valid now)");
  }

  private static TlsStore open(TlsOptions options) {
    return TlsStore.open(options, Clock.systemUTC());
  }

  private static String subject(TlsMaterial material) {
    return material.identities().get(0).certificate().getSubjectX500Principal().toString();
  }

  private List<String> lines() {
    return log.toString(UTF_8).lines().toList();
  }
}
