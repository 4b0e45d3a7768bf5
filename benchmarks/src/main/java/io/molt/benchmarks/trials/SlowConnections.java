package io.molt.benchmarks.trials;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Connections whose clients send a byte a second, or read nothing. */
final class SlowConnections {
  /** In what they are slow. */
  enum Kind {
    /** The head never ends. */
    HEADERS("GET /plaintext HTTP/1.1\r\nHost: localhost\r\nX-Slow: "),
    /** The content comes by the byte, and a handler waits for it. */
    BODY("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n"),
    /** Nothing of the response is taken. */
    READ("GET /download HTTP/1.1\r\nHost: localhost\r\n\r\n");

    private final byte[] start;

    Kind(String start) {
      this.start = start.getBytes(StandardCharsets.US_ASCII);
    }
  }

  private static final long SECOND = 1_000_000_000L;
  private static final int PER_ADDRESS = 1000;
  private static final int SMALL = 4096;

  private final int port;
  private final Kind kind;
  private final SocketChannel[] channels;
  private final long[] openedAt;
  private final double[] lasted;
  private final ByteBuffer scratch = ByteBuffer.allocate(SMALL);
  private int open;

  SlowConnections(int port, Kind kind, int count) {
    this.port = port;
    this.kind = kind;
    this.channels = new SocketChannel[count];
    this.openedAt = new long[count];
    this.lasted = new double[count];
  }

  /** Opens all and keeps them as long as the server does, but no longer than that. */
  void run(double seconds) throws IOException {
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < channels.length; i++) {
        open(i, selector);
      }
      long end = System.nanoTime() + (long) (seconds * SECOND);
      while (open > 0 && System.nanoTime() < end) {
        drip();
        listen(selector, System.nanoTime() + SECOND);
      }
      closeAll();
    }
  }

  int open() {
    return open;
  }

  double shortest() {
    return Arrays.stream(lasted).filter(time -> time > 0).min().orElse(0);
  }

  double longest() {
    return Arrays.stream(lasted).max().orElse(0);
  }

  @Override
  public String toString() {
    return String.format(
        "%d connections, closed after %.1f to %.1f s, %d left open",
        channels.length, shortest(), longest(), open);
  }

  private void open(int i, Selector selector) throws IOException {
    SocketChannel channel = SocketChannel.open();
    if (kind == Kind.READ) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL);
    }
    // From several addresses, as many clients would be.
    channel.bind(new InetSocketAddress("127.0.0." + (2 + i / PER_ADDRESS), 0));
    channel.connect(new InetSocketAddress("127.0.0.1", port));
    openedAt[i] = System.nanoTime();
    channel.write(ByteBuffer.wrap(kind.start));
    channel.configureBlocking(false);
    channels[i] = channel;
    open++;
    if (kind != Kind.READ) {
      channel.register(selector, SelectionKey.OP_READ, i);
    }
  }

  private void drip() {
    for (int i = 0; i < channels.length; i++) {
      if (lasted[i] == 0) {
        try {
          channels[i].write(ByteBuffer.wrap(new byte[] {'x'}));
        } catch (IOException closed) {
          note(i);
        }
      }
    }
  }

  private void listen(Selector selector, long until) throws IOException {
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      selector.select(this::read, Math.max(1, left / 1_000_000));
    }
  }

  private void read(SelectionKey key) {
    int i = (Integer) key.attachment();
    try {
      scratch.clear();
      if (channels[i].read(scratch) < 0) {
        note(i);
      }
    } catch (IOException reset) {
      note(i);
    }
  }

  private void note(int i) {
    lasted[i] = (System.nanoTime() - openedAt[i]) / (double) SECOND;
    open--;
    close(channels[i]);
  }

  private void closeAll() {
    for (int i = 0; i < channels.length; i++) {
      if (lasted[i] == 0) {
        close(channels[i]);
      }
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }
}
