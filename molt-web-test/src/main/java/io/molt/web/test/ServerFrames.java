package io.molt.web.test;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The frames of a server (RFC 6455 section 5.2) as its client reads them, and those that it sends. */
final class ServerFrames {
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;
  private static final int NO_CODE = 1005;
  private static final int SHORT = 126;
  private static final int LONG = 127;
  private static final byte[] MASK = {0x3a, 0x51, (byte) 0x8e, 0x02};

  private byte[] come = {};

  /** One frame. */
  record Frame(int opcode, byte[] content) {
    int closeCode() {
      return content.length < 2 ? NO_CODE : ByteBuffer.wrap(content).getShort() & 0xffff;
    }

    @Override
    public String toString() {
      String name = opcode == CLOSE ? "close with " + closeCode() : "frame of opcode " + opcode;
      return name + ", " + content.length + " bytes";
    }
  }

  /** Returns a frame as a client sends it. */
  static ByteBuffer masked(int opcode, boolean last, byte[] content) {
    ByteBuffer frame = ByteBuffer.allocate(14 + content.length);
    frame.put((byte) ((last ? 0x80 : 0) | opcode));
    if (content.length < SHORT) {
      frame.put((byte) (0x80 | content.length));
    } else if (content.length <= 0xffff) {
      frame.put((byte) (0x80 | SHORT)).putShort((short) content.length);
    } else {
      frame.put((byte) (0x80 | LONG)).putLong(content.length);
    }
    frame.put(MASK);
    for (int i = 0; i < content.length; i++) {
      frame.put((byte) (content[i] ^ MASK[i & 3]));
    }
    return frame.flip();
  }

  /** Adds what has come. */
  void add(ByteBuffer chunk) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(come);
    byte[] more = new byte[chunk.remaining()];
    chunk.get(more);
    all.writeBytes(more);
    come = all.toByteArray();
  }

  /** Returns the next frame; null if it is not all there. */
  @Nullable Frame poll() {
    if (come.length < 2) {
      return null;
    }
    int small = come[1] & 0x7f;
    int head = small == SHORT ? 4 : small == LONG ? 10 : 2;
    if (come.length < head) {
      return null;
    }
    ByteBuffer stated = ByteBuffer.wrap(come);
    long length =
        small == SHORT ? stated.getShort(2) & 0xffff : small == LONG ? stated.getLong(2) : small;
    int end = head + (int) length;
    if (come.length < end) {
      return null;
    }
    Frame frame = new Frame(come[0] & 0x0f, Arrays.copyOfRange(come, head, end));
    come = Arrays.copyOfRange(come, end, come.length);
    return frame;
  }
}
