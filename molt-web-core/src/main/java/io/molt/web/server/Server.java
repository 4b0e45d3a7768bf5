package io.molt.web.server;

import io.molt.web.http.Handler;
import io.molt.web.http.Protocol;
import io.molt.web.http.Service;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A listening server, of HTTP/1.1 and HTTP/2, that feeds requests to one {@link Handler}.
 *
 * <p>Its event loops keep the JVM alive until it is stopped. Safe to use from any thread.
 */
public final class Server implements AutoCloseable {
  private final ServerOptions options;
  private final Listeners listeners;
  private final Stopping stopping;

  private Server(Service service, ServerOptions options, Listeners listeners) {
    this.options = options;
    this.listeners = listeners;
    this.stopping = new Stopping(service, listeners);
  }

  /**
   * Returns a server that listens; blocks until it does.
   *
   * @param service what answers; its clock is also used for the {@code Date} field
   * @throws IllegalStateException if a port is taken, or the address is not one of this machine
   * @throws IllegalArgumentException if certificates or keys are not what they should be; the message names the file
   */
  public static Server start(Service service, ServerOptions options) {
    return new Server(service, options, Listeners.open(service, options));
  }

  /** Returns the port that it listens on. */
  public int port() {
    return listeners.port();
  }

  /** Returns the address that it listens on. */
  public String host() {
    return listeners.host();
  }

  /** Returns the protocols that it speaks on its port, oldest first. */
  public List<Protocol> protocols() {
    return listeners.protocols();
  }

  /** Returns the port from which clients are sent on to that with TLS, or empty if there is none. */
  public OptionalInt redirectPort() {
    return listeners.redirectPort();
  }

  /**
   * Reads certificates and keys again, and shows the new ones from the next handshake on; connections stay as they are.
   * Blocks while it reads.
   *
   * @return whether the files had changed
   * @throws IllegalArgumentException in one line, if the files are not sound; what was in force stays so
   * @throws IllegalStateException if the server does not speak TLS
   */
  public boolean reloadTls() {
    return listeners
        .tls()
        .orElseThrow(
            () -> new IllegalStateException("reload tls: none (expected: a server with tls)"))
        .store()
        .reload();
  }

  /**
   * Stops as {@link ServerOptions#shutdown()} says, and blocks until all is closed: readiness turns off, and after a wait
   * the listener closes; what is under way finishes, requests, streams by the policy of their route, background work; what
   * is left when the grace is over is cancelled. What has been told to stop stops once: a further call can only shorten
   * its time, as {@code stop(Duration.ZERO)} does for those who will not wait.
   *
   * @throws IllegalStateException if called on an event loop, which would wait for itself; see {@link #stopLater()}
   */
  public void stop() {
    block(stopLater());
  }

  /**
   * Stops without a wait for others to notice, and blocks until all is closed; see {@link #stop()}.
   *
   * @param grace how long what is under way may take before it is cancelled
   * @throws IllegalStateException if called on an event loop, which would wait for itself; see {@link #stopLater(Duration)}
   * @throws IllegalArgumentException if {@code grace} is negative; the server goes on
   */
  public void stop(Duration grace) {
    block(stopLater(grace));
  }

  /** Returns a Mono that stops when it is subscribed to, and completes when all is closed; see {@link #stop()}. */
  public Mono<Void> stopLater() {
    return stopping.within(
        options.shutdown().readinessWait(), options.shutdown().grace());
  }

  /**
   * Returns a Mono that stops when it is subscribed to, and completes when all is closed; see {@link #stop(Duration)}.
   *
   * @throws IllegalArgumentException if {@code grace} is negative
   */
  public Mono<Void> stopLater(Duration grace) {
    Check.notNegative("grace", grace);
    return stopping.within(Duration.ZERO, grace);
  }

  /** Returns a Mono that completes when the server has stopped. */
  public Mono<Void> onStop() {
    return stopping.done();
  }

  /** Stops as {@link #stop()} does. */
  @Override
  public void close() {
    stop();
  }

  private static void block(Mono<Void> stop) {
    if (Schedulers.isInNonBlockingThread()) {
      throw new IllegalStateException("stop: called on "
          + Thread.currentThread().getName() + " (expected: a thread that may block)");
    }
    stop.block();
  }
}
