package io.molt.benchmarks.javalin;

import io.javalin.http.sse.SseClient;
import io.molt.benchmarks.workload.Ticks;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Sends each tick to all who have subscribed, one after the other, as its guide does. */
final class Events {
  private final Set<SseClient> clients = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private long tick;

  Events() {
    clock.scheduleAtFixedRate(this::tick, Ticks.MILLIS, Ticks.MILLIS, TimeUnit.MILLISECONDS);
  }

  void subscribe(SseClient client) {
    client.keepAlive();
    client.onClose(() -> clients.remove(client));
    clients.add(client);
  }

  private void tick() {
    if (!clients.isEmpty()) {
      String data = Ticks.data(tick++);
      clients.forEach(client -> client.sendData(data));
    }
  }
}
