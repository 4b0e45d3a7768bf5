package io.molt.web.server;

import io.molt.web.http.Service;
import io.netty.channel.group.ChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/**
 * How a server stops, step by step; blocks nobody. Its timers are not those of the event loops: one that hangs keeps no
 * server from stopping.
 */
final class Stopping {
  private static final Logger LOG = LoggerFactory.getLogger(Stopping.class);
  // For what has been told to end at once.
  private static final Duration LAST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofDays(365);

  private final Service service;
  private final Listeners listeners;
  private final ChannelGroup connections;
  private final LoopResources loops;
  private final Scheduler timer = Schedulers.fromExecutorService(GlobalEventExecutor.INSTANCE);
  private final AtomicBoolean begun = new AtomicBoolean();
  private final Disposable.Composite limits = Disposables.composite();
  private final Sinks.Empty<Void> timeUp = Sinks.empty();
  private final Sinks.Empty<Void> stopped = Sinks.empty();

  Stopping(Service service, Listeners listeners) {
    this.service = service;
    this.listeners = listeners;
    this.connections = listeners.connections;
    this.loops = listeners.loops;
  }

  /** Returns a Mono that begins to stop the server unless it stops already; of several limits the earliest counts. */
  Mono<Void> within(Duration readinessWait, Duration grace) {
    return Mono.defer(() -> {
      limit(readinessWait, grace);
      if (begun.compareAndSet(false, true)) {
        steps(readinessWait).subscribe(nothing -> {}, this::failed, this::ended);
      }
      return done();
    });
  }

  /** Returns a Mono that completes when the server has stopped. */
  Mono<Void> done() {
    return stopped.asMono();
  }

  private Mono<Void> steps(Duration readinessWait) {
    return Mono.<Void>fromRunnable(service::leave)
        .then(inTime(Mono.delay(readinessWait, timer).then()))
        .then(inTime(listeners.close()))
        .then(inTime(onEachLoop()))
        .then(inTime(onLoop(service::drain)))
        .then(tell(Stop.WHEN_DONE))
        .then(inTime(connectionsClosed().then(service.backgroundDone())))
        .then(tell(Stop.NOW))
        .then(atLast(connectionsClosed()))
        .then(atLast(onLoop(service::stop)))
        // Requests that have been cut off leave files behind, too.
        .then(atLast(service.backgroundDone()))
        .then(Mono.fromRunnable(listeners::end))
        .then(loops.disposeLater(Duration.ZERO, LAST));
  }

  private void limit(Duration readinessWait, Duration grace) {
    long millis = Math.addExact(millis(readinessWait), millis(grace));
    limits.add(timer.schedule(timeUp::tryEmitEmpty, millis, TimeUnit.MILLISECONDS));
  }

  private static long millis(Duration time) {
    return time.compareTo(LONGEST) < 0 ? time.toMillis() : LONGEST.toMillis();
  }

  private void failed(Throwable error) {
    LOG.error("stopped, but not all of it: an event loop may still be busy", error);
    ended();
  }

  private void ended() {
    limits.dispose();
    stopped.tryEmitEmpty();
  }

  private Mono<Void> inTime(Mono<Void> step) {
    return Mono.firstWithSignal(step, timeUp.asMono());
  }

  private Mono<Void> atLast(Mono<Void> step) {
    return step.timeout(LAST, Mono.empty(), timer);
  }

  private Mono<Void> tell(Stop stop) {
    return Mono.fromRunnable(() -> connections.forEach(channel -> LoopTasks.execute(
        channel.eventLoop(), () -> channel.pipeline().fireUserEventTriggered(stop))));
  }

  private Mono<Void> connectionsClosed() {
    return Mono.create(sink -> connections.newCloseFuture().addListener(closed -> sink.success()));
  }

  /** Completes when every loop has done what it had to do, such as to take in a connection that was accepted. */
  private Mono<Void> onEachLoop() {
    return Flux.fromIterable(loops.onServer(LoopResources.DEFAULT_NATIVE))
        .flatMap(loop -> on(loop, () -> {}))
        .then();
  }

  // Code of users ends there, as it runs there: streams complete, work is cancelled.
  private Mono<Void> onLoop(Runnable task) {
    return Mono.defer(() -> on(loops.onServer(LoopResources.DEFAULT_NATIVE).next(), task));
  }

  private static Mono<Void> on(EventExecutor loop, Runnable task) {
    return Mono.create(sink -> LoopTasks.execute(loop, () -> {
      try {
        task.run();
      } finally {
        sink.success();
      }
    }));
  }
}
