package io.molt.web.server;

/**
 * How a server listens, and how much it reads, buffers and discards for a single connection. Sizes are in bytes.
 *
 * @param host the address to listen on; {@code 0.0.0.0} for all
 * @param port the port to listen on; 0 to have a free one chosen
 * @param ioThreads the number of event loops; 0 for one per core
 * @param maxInitialLine the longest request line; a longer one is answered with 414
 * @param maxHeaderSize the largest header section; a larger one is answered with 431
 * @param maxChunkSize the most content that is handed on in one piece
 * @param readAhead content that is read before the handler asks for it; reading stops there, give or take one read. A
 *     client that closes behind more unread content than this and the socket's receive buffer hold is noticed only once
 *     some of it is read: TCP does not show the end before the content. One that resets is noticed at once, except by
 *     the NIO transport
 * @param maxDiscard unread content that is thrown away after the response to save the connection; if more is left, the
 *     connection is closed
 * @param lowWriteWatermark below how much unsent output a response stream is asked for more again
 * @param highWriteWatermark above how much unsent output a response stream is not asked for more
 */
public record ServerOptions(
    String host,
    int port,
    int ioThreads,
    int maxInitialLine,
    int maxHeaderSize,
    int maxChunkSize,
    int readAhead,
    int maxDiscard,
    int lowWriteWatermark,
    int highWriteWatermark) {
  private static final int KB = 1024;
  private static final int MAX_PORT = 65_535;
  private static final ServerOptions DEFAULTS = new ServerOptions(
      "0.0.0.0", 8080, 0, 8 * KB, 16 * KB, 64 * KB, 64 * KB, 256 * KB, 32 * KB, 64 * KB);

  /**
   * Checks every option.
   *
   * @throws IllegalArgumentException naming the first one that is out of range
   */
  public ServerOptions {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host: '" + host + "' (expected: a name or an address)");
    }
    require("port", port, 0, MAX_PORT);
    require("ioThreads", ioThreads, 0, KB);
    requireAtLeast("maxInitialLine", maxInitialLine, 1);
    requireAtLeast("maxHeaderSize", maxHeaderSize, 1);
    requireAtLeast("maxChunkSize", maxChunkSize, 1);
    requireAtLeast("readAhead", readAhead, 0);
    requireAtLeast("maxDiscard", maxDiscard, 0);
    requireAtLeast("lowWriteWatermark", lowWriteWatermark, 0);
    requireAtLeast("highWriteWatermark", highWriteWatermark, lowWriteWatermark);
  }

  /** Returns options that suit most services: all addresses, port 8080, one event loop per core. */
  public static ServerOptions defaults() {
    return DEFAULTS;
  }

  /** Returns a copy that listens on another address. */
  public ServerOptions withHost(String other) {
    return copy(other, port, ioThreads);
  }

  /** Returns a copy that listens on another port; 0 to have a free one chosen. */
  public ServerOptions withPort(int other) {
    return copy(host, other, ioThreads);
  }

  /** Returns a copy with that many event loops; 0 for one per core. */
  public ServerOptions withIoThreads(int other) {
    return copy(host, port, other);
  }

  /** Returns a copy with another limit on the request line. */
  public ServerOptions withMaxInitialLine(int bytes) {
    return withParser(bytes, maxHeaderSize, maxChunkSize);
  }

  /** Returns a copy with another limit on the header section. */
  public ServerOptions withMaxHeaderSize(int bytes) {
    return withParser(maxInitialLine, bytes, maxChunkSize);
  }

  /** Returns a copy with another limit on a piece of content. */
  public ServerOptions withMaxChunkSize(int bytes) {
    return withParser(maxInitialLine, maxHeaderSize, bytes);
  }

  /** Returns a copy that reads that much content before it is asked for. */
  public ServerOptions withReadAhead(int bytes) {
    return withBuffers(bytes, maxDiscard, lowWriteWatermark, highWriteWatermark);
  }

  /** Returns a copy that throws away at most that much unread content to save a connection. */
  public ServerOptions withMaxDiscard(int bytes) {
    return withBuffers(readAhead, bytes, lowWriteWatermark, highWriteWatermark);
  }

  /** Returns a copy with other bounds on unsent output. */
  public ServerOptions withWriteWatermarks(int low, int high) {
    return withBuffers(readAhead, maxDiscard, low, high);
  }

  private ServerOptions copy(String newHost, int newPort, int newIoThreads) {
    return new ServerOptions(
        newHost,
        newPort,
        newIoThreads,
        maxInitialLine,
        maxHeaderSize,
        maxChunkSize,
        readAhead,
        maxDiscard,
        lowWriteWatermark,
        highWriteWatermark);
  }

  private ServerOptions withParser(int initialLine, int headerSize, int chunkSize) {
    return new ServerOptions(
        host,
        port,
        ioThreads,
        initialLine,
        headerSize,
        chunkSize,
        readAhead,
        maxDiscard,
        lowWriteWatermark,
        highWriteWatermark);
  }

  private ServerOptions withBuffers(int ahead, int discard, int low, int high) {
    return new ServerOptions(
        host,
        port,
        ioThreads,
        maxInitialLine,
        maxHeaderSize,
        maxChunkSize,
        ahead,
        discard,
        low,
        high);
  }

  private static void requireAtLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
    }
  }

  private static void require(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }
}
