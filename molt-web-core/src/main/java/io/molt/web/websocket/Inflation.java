package io.molt.web.websocket;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Inflates the messages of a client (RFC 7692 section 7.2.2), into a buffer that has a limit. */
final class Inflation implements AutoCloseable {
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};
  private static final int STEP = 4096;

  private final boolean takeover;
  private final Inflater inflater = new Inflater(true);

  Inflation(boolean takeover) {
    this.takeover = takeover;
  }

  /** Adds what the next bytes of a message inflate to. */
  void inflate(byte[] bytes, int count, MessageBuffer to) {
    inflater.setInput(bytes, 0, count);
    try {
      int added = 1;
      // A full step may have more behind it, though all input has been taken.
      while (added > 0 || !inflater.needsInput()) {
        added = step(to, bytes, count);
      }
    } catch (DataFormatException malformed) {
      throw new WebSocketException(CloseStatus.invalidContent("malformed deflate data"));
    }
  }

  /** Adds what is left of a message. */
  void end(MessageBuffer to) {
    inflate(TAIL, TAIL.length, to);
    if (!takeover) {
      inflater.reset();
    }
  }

  @Override
  public void close() {
    inflater.end();
  }

  private int step(MessageBuffer to, byte[] bytes, int count) throws DataFormatException {
    int room = to.room(STEP);
    int added = inflater.inflate(to.array(), to.size(), room);
    to.added(added);
    if (inflater.needsDictionary()) {
      throw new DataFormatException("a dictionary is asked for");
    }
    if (inflater.finished()) {
      // What follows the last block is a stream of its own (RFC 7692 section 7.2.3.5).
      int left = inflater.getRemaining();
      inflater.reset();
      inflater.setInput(bytes, count - left, left);
    }
    return added;
  }
}
