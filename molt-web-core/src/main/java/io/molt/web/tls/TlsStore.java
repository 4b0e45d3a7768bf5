package io.molt.web.tls;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The material in force: read from files, and read again when they change. New files that are not sound change nothing.
 * Safe to use from any thread, but for reading files blocks.
 */
public final class TlsStore {
  private static final Logger LOG = LoggerFactory.getLogger(TlsStore.class);

  private final TlsOptions options;
  private final Clock clock;
  private final List<Consumer<TlsMaterial>> users = new ArrayList<>();
  private volatile TlsMaterial material;
  private final AtomicBoolean looking = new AtomicBoolean();
  private String inForce;
  private String refused = "";

  private TlsStore(TlsOptions options, Clock clock, Contents contents) {
    this.options = options;
    this.clock = clock;
    this.inForce = contents.fingerprint();
    this.material = load(options, clock, contents);
  }

  /**
   * Returns a store that has read its files.
   *
   * @param clock tells whether a certificate has expired, which is worth a warning
   * @throws IllegalArgumentException in one line, naming the file that is not what it should be, and what was expected
   */
  public static TlsStore open(TlsOptions options, Clock clock) {
    return new TlsStore(options, clock, Contents.read(files(options)));
  }

  /** Returns the material in force. */
  public TlsMaterial material() {
    return material;
  }

  /** Returns the options. */
  public TlsOptions options() {
    return options;
  }

  /**
   * Has {@code user} take the material in force, now, and any other that takes its place later. One that throws keeps
   * new material from being taken.
   *
   * @return what ends it
   */
  public synchronized Disposable feed(Consumer<TlsMaterial> user) {
    user.accept(material);
    users.add(user);
    return () -> forget(user);
  }

  /**
   * Reads the files again, and puts what they hold in force if it is new.
   *
   * @return whether it was
   * @throws IllegalArgumentException if the files are not sound; what was in force stays so
   */
  public synchronized boolean reload() {
    Contents contents = Contents.read(files(options));
    boolean fresh = !contents.fingerprint().equals(inForce);
    if (fresh) {
      replace(contents);
    }
    return fresh;
  }

  /**
   * Looks at the files for changes from now on, as often as the options say. New files that are not sound are logged
   * once, in one line.
   *
   * @param scheduler tells the time; files are read on threads that may block
   * @return what ends it
   */
  public Disposable watch(Scheduler scheduler) {
    long nanos = TimeUnit.NANOSECONDS.convert(options.reloadInterval());
    if (nanos == 0 || files(options).isEmpty()) {
      return Disposables.disposed();
    }
    return scheduler.schedulePeriodically(this::look, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  private synchronized void forget(Consumer<TlsMaterial> user) {
    users.remove(user);
  }

  private void look() {
    // A file system that hangs must not take one thread after the other.
    if (!looking.compareAndSet(false, true)) {
      return;
    }
    try {
      Schedulers.boundedElastic().schedule(this::lookNow);
    } catch (RejectedExecutionException busy) {
      looking.set(false);
      LOG.debug("tls: no thread to read the files on", busy);
    }
  }

  private void lookNow() {
    try {
      reloadIfSound();
    } finally {
      looking.set(false);
    }
  }

  synchronized void reloadIfSound() {
    Contents contents = Contents.read(files(options));
    String found = contents.fingerprint();
    if (found.equals(inForce) || found.equals(refused)) {
      return;
    }
    try {
      replace(contents);
    } catch (RuntimeException unsound) {
      refused = found;
      LOG.warn(
          "tls: the files have changed and are refused, what was read before stays in force; {}",
          unsound.getMessage());
    }
  }

  private void replace(Contents contents) {
    TlsMaterial fresh = load(options, clock, contents);
    users.forEach(user -> user.accept(fresh));
    material = fresh;
    inForce = contents.fingerprint();
    refused = "";
    LOG.info("tls: new certificates are in force: {}", fresh.identities());
  }

  private static TlsMaterial load(TlsOptions options, Clock clock, Contents contents) {
    List<TlsIdentity> identities =
        sources(options).map(source -> source.load(contents, clock)).toList();
    identities.forEach(identity -> Validity.warn(identity, clock.instant()));
    boolean asks = options.clientAuth() != ClientAuth.NONE;
    return TlsMaterial.of(
        identities,
        asks
            ? Optional.of(TrustedAuthorities.read(options.trusted(), contents))
            : Optional.empty());
  }

  private static List<Path> files(TlsOptions options) {
    return Stream.concat(
            sources(options).flatMap(source -> source.files().stream()), options.trusted().stream())
        .toList();
  }

  private static Stream<Source> sources(TlsOptions options) {
    // There is no other kind.
    return options.certificates().stream().map(Source.class::cast);
  }
}
