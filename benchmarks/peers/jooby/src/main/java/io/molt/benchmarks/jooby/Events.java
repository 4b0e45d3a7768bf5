package io.molt.benchmarks.jooby;

import io.jooby.ServerSentEmitter;
import io.jooby.ServerSentMessage;
import io.molt.benchmarks.workload.Ticks;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Sends each tick to all who have subscribed. */
final class Events {
  private final Set<ServerSentEmitter> emitters = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private long tick;

  Events() {
    clock.scheduleAtFixedRate(this::tick, Ticks.MILLIS, Ticks.MILLIS, TimeUnit.MILLISECONDS);
  }

  void subscribe(ServerSentEmitter emitter) {
    emitter.onClose(() -> emitters.remove(emitter));
    emitters.add(emitter);
  }

  private void tick() {
    if (!emitters.isEmpty()) {
      String data = Ticks.data(tick++);
      emitters.forEach(emitter -> emitter.send(new ServerSentMessage(data)));
    }
  }
}
