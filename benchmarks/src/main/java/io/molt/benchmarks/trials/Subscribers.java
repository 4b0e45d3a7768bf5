package io.molt.benchmarks.trials;

import io.molt.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Thousands of subscribers to one topic, a hundredth of which reads nothing: the others must get every event in order, and
 * the server must not grow by what those leave. Arguments: the port; the server's process id; how many; how many events.
 *
 * <p>Exits with 1 if that does not hold.
 */
public final class Subscribers implements AutoCloseable {
  private static final int IDLE_IN = 100;
  private static final int BATCH = 10;
  private static final int PER_ADDRESS = 1000;
  private static final int SMALL = 4096;
  private static final int WAVE = 250;
  private static final long PATIENCE = 60_000_000_000L;
  private static final double MOST_KILOBYTES = 40;
  private static final double MOST_GROWTH_MEGABYTES = 64;
  private static final byte[] SUBSCRIBE =
      "GET /topic HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final PrintStream OUT = System.out;

  private final int port;
  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 18);
  private final List<SocketChannel> idle = new ArrayList<>();
  private final List<EventCounter> counters = new ArrayList<>();

  private Subscribers(int port) throws IOException {
    this.port = port;
  }

  /** Subscribes, publishes, reads, and tells what it took. */
  public static void main(String[] args) throws Exception {
    ServerProcess server = new ServerProcess(Long.parseLong(args[1]));
    boolean sound;
    try (Subscribers subscribers = new Subscribers(Integer.parseInt(args[0]))) {
      sound = subscribers.run(server, Integer.parseInt(args[2]), Integer.parseInt(args[3]));
    }
    System.exit(sound ? 0 : 1);
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    for (SocketChannel channel : idle) {
      channel.close();
    }
    selector.close();
  }

  private boolean run(ServerProcess server, int count, int events) throws IOException {
    long empty = server.residentKilobytes();
    subscribe(count);
    publish(BATCH);
    awaitAll(BATCH);
    long heap = server.liveKilobytes();
    long before = server.residentKilobytes();
    double each = (before - empty) / (double) count;
    OUT.printf(
        "%d subscribers, %d of them idle: RSS %.1f MB, %.2f KB each; live heap %.1f MB%n",
        count, idle.size(), before / 1024.0, each, heap / 1024.0);
    long most = before;
    double cpu = server.cpuSeconds();
    long start = System.nanoTime();
    for (int published = BATCH; published < events; published += BATCH) {
      publish(BATCH);
      awaitAll(published + BATCH);
      most = Math.max(most, server.residentKilobytes());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double used = server.cpuSeconds() - cpu;
    long delivered = (long) counters.size() * (events - BATCH);
    double growth = (server.liveKilobytes() - heap) / 1024.0;
    OUT.printf(
        "%d events delivered in %.1f s (%.0f a second, %.2f us of processor time each)%n",
        delivered, seconds, delivered / seconds, used * 1e6 / delivered);
    OUT.printf("RSS at most %.1f MB; live heap grew by %.1f MB%n", most / 1024.0, growth);
    return report(events, (most - empty) / (double) count, growth);
  }

  private boolean report(int events, double each, double growth) {
    long complete =
        counters.stream().filter(c -> c.isInOrder() && c.count() == events).count();
    OUT.printf("%d of %d readers got all %d events in order%n", complete, counters.size(), events);
    if (each > MOST_KILOBYTES) {
      OUT.printf("FAILED: %.1f KB each (expected: at most %.0f KB)%n", each, MOST_KILOBYTES);
    }
    if (growth > MOST_GROWTH_MEGABYTES) {
      OUT.printf(
          "FAILED: grew by %.1f MB (expected: at most %.0f MB)%n", growth, MOST_GROWTH_MEGABYTES);
    }
    return complete == counters.size() && each <= MOST_KILOBYTES && growth <= MOST_GROWTH_MEGABYTES;
  }

  private void subscribe(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open();
      boolean reads = i % IDLE_IN != 0;
      if (!reads) {
        // What the kernel would take in their place is kept small.
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL);
      }
      channel.bind(new InetSocketAddress("127.0.0." + (2 + i / PER_ADDRESS), 0));
      channel.connect(new InetSocketAddress("127.0.0.1", port));
      channel.write(ByteBuffer.wrap(SUBSCRIBE));
      if (reads) {
        EventCounter counter = new EventCounter();
        counters.add(counter);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, counter);
      } else {
        idle.add(channel);
      }
      // All at once would be an overload, which the server refuses.
      if (i % WAVE == WAVE - 1) {
        awaitSubscribed();
      }
    }
    awaitSubscribed();
  }

  /** Waits until all have the head of their response, so that none misses the first event. */
  private void awaitSubscribed() throws IOException {
    await(() -> counters.stream().allMatch(EventCounter::hasBegun), "subscribed");
  }

  private void awaitAll(int events) throws IOException {
    await(() -> counters.stream().allMatch(counter -> counter.count() >= events), "up to date");
  }

  private void await(BooleanSupplier reached, String what) throws IOException {
    long end = System.nanoTime() + PATIENCE;
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IOException("not all are " + what + " (expected: within 60 s)");
      }
      read();
    }
  }

  private void read() throws IOException {
    selector.select(50);
    for (SelectionKey key : selector.selectedKeys()) {
      if (((SocketChannel) key.channel()).read(buffer.clear()) < 0) {
        throw new IOException("a subscriber's connection was closed");
      }
      ((EventCounter) key.attachment()).read(buffer.flip());
    }
    selector.selectedKeys().clear();
  }

  private void publish(int count) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      String request = "POST /topic/" + count
          + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      int status = Answers.read(socket.getInputStream());
      if (status != 204) {
        throw new IOException("publishing was answered with " + status + " (expected: 204)");
      }
    }
  }
}
