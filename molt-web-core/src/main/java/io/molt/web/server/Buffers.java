package io.molt.web.server;

/**
 * How much a server reads, buffers and discards, for a single request unless it says otherwise. Sizes are in bytes.
 *
 * @param maxChunkSize the most content that is handed on in one piece
 * @param readAhead content that is read before the handler asks for it; reading stops there, give or take one read. A client that closes behind more unread content than this and the socket's receive buffer hold is noticed only once some of it is read: TCP does not show the end before the content. One that resets is noticed at once, except by the NIO transport
 * @param totalReadAhead content that is read before handlers ask for it, of all requests at a time and with what it takes to hold it; beyond it, only what is asked for is read. Content of up to 2 KB that comes with its head does not count. The default is an eighth of the largest heap
 * @param maxDiscard unread content that is thrown away after the response to save the connection; if more is left, the connection is closed
 * @param lowWriteWatermark below how much unsent output a response stream is asked for more again
 * @param highWriteWatermark above how much unsent output a response stream is not asked for more
 */
public record Buffers(
    int maxChunkSize,
    int readAhead,
    long totalReadAhead,
    int maxDiscard,
    int lowWriteWatermark,
    int highWriteWatermark) {
  private static final Buffers DEFAULTS = new Buffers(
      64 * 1024, 64 * 1024, Runtime.getRuntime().maxMemory() / 8, 256 * 1024, 32 * 1024, 64 * 1024);

  /**
   * Checks every option.
   *
   * @throws IllegalArgumentException naming the first one that is out of range
   */
  public Buffers {
    Check.atLeast("maxChunkSize", maxChunkSize, 1);
    Check.atLeast("readAhead", readAhead, 0);
    Check.atLeast("totalReadAhead", totalReadAhead, 0);
    Check.atLeast("maxDiscard", maxDiscard, 0);
    Check.atLeast("lowWriteWatermark", lowWriteWatermark, 0);
    Check.atLeast("highWriteWatermark", highWriteWatermark, lowWriteWatermark);
  }

  /** Returns the defaults. */
  public static Buffers defaults() {
    return DEFAULTS;
  }

  /** Returns a copy with another limit on a piece of content. */
  public Buffers withMaxChunkSize(int other) {
    return new Buffers(
        other, readAhead, totalReadAhead, maxDiscard, lowWriteWatermark, highWriteWatermark);
  }

  /** Returns a copy with another amount of content that is read before it is asked for. */
  public Buffers withReadAhead(int other) {
    return new Buffers(
        maxChunkSize, other, totalReadAhead, maxDiscard, lowWriteWatermark, highWriteWatermark);
  }

  /** Returns a copy with another amount of content that is read before it is asked for, of all requests. */
  public Buffers withTotalReadAhead(long other) {
    return new Buffers(
        maxChunkSize, readAhead, other, maxDiscard, lowWriteWatermark, highWriteWatermark);
  }

  /** Returns a copy with another limit on what is thrown away to save a connection. */
  public Buffers withMaxDiscard(int other) {
    return new Buffers(
        maxChunkSize, readAhead, totalReadAhead, other, lowWriteWatermark, highWriteWatermark);
  }

  /** Returns a copy with another lower bound on unsent output. */
  public Buffers withLowWriteWatermark(int other) {
    return new Buffers(
        maxChunkSize, readAhead, totalReadAhead, maxDiscard, other, highWriteWatermark);
  }

  /** Returns a copy with another upper bound on unsent output. */
  public Buffers withHighWriteWatermark(int other) {
    return new Buffers(
        maxChunkSize, readAhead, totalReadAhead, maxDiscard, lowWriteWatermark, other);
  }
}
