package io.molt.benchmarks.sidebyside;

import io.molt.benchmarks.load.Latencies;
import io.molt.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What server-sent events to hundreds of subscribers cost, a hundred events a second to each. */
final class FanOut {
  /** The name of the endpoint. */
  static final String ENDPOINT = "events";

  /** How many subscribe. */
  static final int SUBSCRIBERS = 500;

  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long RUN_UP = TimeUnit.SECONDS.toNanos(1);
  private static final int SECONDS_PER_TURN = 5;
  private static final int BUFFER = 64 * 1024;
  private static final long LATEST_MILLIS = 100;
  private static final double MICROS = 1e6;

  private final Options options;
  private final Figures figures;
  private final Journal journal;

  FanOut(Options options, Figures figures, Journal journal) {
    this.options = options;
    this.figures = figures;
    this.journal = journal;
  }

  void measure(Fleet fleet) {
    for (int round = 1; round <= options.fewRounds(); round++) {
      journal.progress("events, round " + round);
      int number = round;
      fleet.takeTurns(ENDPOINT, server -> {
        if (server.serves(ENDPOINT)) {
          measure(number, server);
        }
      });
    }
  }

  private void measure(int round, RunningServer server) throws IOException {
    long duration = TimeUnit.SECONDS.toNanos((long) SECONDS_PER_TURN * options.seconds());
    try (Audience audience = new Audience(server.port())) {
      audience.listen(RUN_UP);
      audience.clear();
      ServerProcess process = server.process();
      double cpu = process.cpuSeconds();
      audience.listen(duration);
      double spent = process.cpuSeconds() - cpu;
      long events = audience.events();
      if (events == 0) {
        throw new IOException("no events");
      }
      Cell cell = new Cell(Metric.EVENT_RATE, ENDPOINT, server.name());
      figures.add(cell, round, events * 1e9 / duration);
      figures.add(cell.of(Metric.EVENT_CPU), round, spent * MICROS / events);
      figures.add(cell.of(Metric.EVENT_LATE), round, audience.lateness.millis(0.99));
    }
  }

  /** All the subscribers, served by the thread that calls. */
  private static final class Audience implements AutoCloseable {
    private final Selector selector = Selector.open();
    private final Latencies lateness = new Latencies();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

    Audience(int port) throws IOException {
      for (int i = 0; i < SUBSCRIBERS; i++) {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.write(ByteBuffer.wrap(Call.events().bytes()));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, new Subscriber(INTERVAL));
      }
    }

    void listen(long nanos) throws IOException {
      long end = System.nanoTime() + nanos;
      while (System.nanoTime() < end) {
        selector.select(LATEST_MILLIS);
        for (SelectionKey key : selector.selectedKeys()) {
          read(key);
        }
        selector.selectedKeys().clear();
      }
    }

    long events() {
      return subscribers().stream().mapToLong(Subscriber::events).sum();
    }

    void clear() {
      lateness.clear();
      subscribers().forEach(Subscriber::clear);
    }

    @Override
    public void close() throws IOException {
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    }

    private void read(SelectionKey key) throws IOException {
      if (((SocketChannel) key.channel()).read(buffer.clear()) < 0) {
        throw new IOException("a subscriber's connection was closed");
      }
      ((Subscriber) key.attachment()).read(buffer.flip(), System.nanoTime(), lateness);
    }

    private List<Subscriber> subscribers() {
      return selector.keys().stream().map(key -> (Subscriber) key.attachment()).toList();
    }
  }
}
