package io.molt.web.server;

/**
 * What is known of streams of an HTTP/2 connection that are closed (RFC 9113 section 5.1): which the server has reset,
 * and which the client has never opened. Of either only the latest are remembered.
 */
final class ClosedStreams {
  private static final int REMEMBERED = 128;

  private final int[] resets = new int[REMEMBERED];
  private int next;
  private int latest = -1;
  private int skippedFrom;
  private int skippedTo;

  void reset(int streamId) {
    if (!wasReset(streamId)) {
      resets[next] = streamId;
      next = (next + 1) % REMEMBERED;
    }
  }

  boolean wasReset(int streamId) {
    for (int reset : resets) {
      if (reset == streamId) {
        return true;
      }
    }
    return false;
  }

  /** Takes note of fields for a stream; if it is a new one, all below it can be opened no more (section 5.1.1). */
  void opens(int streamId) {
    if (streamId <= latest) {
      return;
    }
    if (streamId > latest + 2) {
      skippedFrom = latest + 2;
      skippedTo = streamId - 2;
    }
    latest = streamId;
  }

  boolean wasSkipped(int streamId) {
    return streamId >= skippedFrom && streamId <= skippedTo;
  }
}
