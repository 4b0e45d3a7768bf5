package io.molt.web.websocket;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/** The time that a session goes by: pings, and how long it waits for what. */
final class Pulse {
  private final Link link;
  private final WebSocketOptions options;
  private final Scheduler scheduler;
  private final Disposable.Composite running = Disposables.composite();
  private final Disposable.Swap pong = Disposables.swap();
  private final Disposable.Swap idle = Disposables.swap();
  private volatile boolean pingDue;
  private volatile boolean awaitsPong;
  private volatile boolean silent;
  private volatile boolean closeLate;
  private volatile long heard;
  private volatile long heardBefore;
  private volatile long active;

  Pulse(Link link, WebSocketOptions options, Scheduler scheduler) {
    this.link = link;
    this.options = options;
    this.scheduler = scheduler;
  }

  void start() {
    running.add(pong);
    running.add(idle);
    active();
    if (!options.pingInterval().isZero()) {
      long every = options.pingInterval().toNanos();
      running.add(scheduler.schedulePeriodically(this::ping, every, every, TimeUnit.NANOSECONDS));
    }
    if (!options.idleTimeout().isZero()) {
      idle.update(later(this::checkIdle, options.idleTimeout()));
    }
  }

  void stop() {
    running.dispose();
  }

  /** Takes note that something has come from the client; called by the link alone. */
  void heard() {
    heard = heard + 1;
  }

  /** Takes note of a message, either way. */
  void active() {
    active = scheduler.now(TimeUnit.NANOSECONDS);
  }

  /** Returns, once, whether it is time for a ping, and waits for what comes of it. */
  boolean takePing() {
    boolean due = pingDue;
    pingDue = false;
    if (due && !awaitsPong) {
      awaitsPong = true;
      heardBefore = heard;
      pong.update(later(this::checkHeard, options.pongTimeout()));
    }
    return due;
  }

  /** Takes note that this side has said that it closes. */
  void closing() {
    running.add(later(this::giveUpClosing, options.closeTimeout()));
  }

  /** Returns whether the client was not heard of for too long. */
  boolean isSilent() {
    return silent;
  }

  /** Returns whether closing takes too long. */
  boolean isCloseLate() {
    return closeLate;
  }

  private void ping() {
    pingDue = true;
    link.drain();
  }

  private void checkHeard() {
    awaitsPong = false;
    // What has come is not looked at as long as nobody wants what is before it.
    if (heard == heardBefore && !link.isStalled()) {
      silent = true;
      link.drain();
    }
  }

  private void checkIdle() {
    Duration passed = Duration.ofNanos(scheduler.now(TimeUnit.NANOSECONDS) - active);
    Duration left = options.idleTimeout().minus(passed);
    if (left.isZero() || left.isNegative()) {
      link.ask(CloseStatus.GOING_AWAY.withReason("idle"));
    } else {
      idle.update(later(this::checkIdle, left));
    }
  }

  private void giveUpClosing() {
    closeLate = true;
    link.drain();
  }

  private Disposable later(Runnable task, Duration time) {
    return scheduler.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
