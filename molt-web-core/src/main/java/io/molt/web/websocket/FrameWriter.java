package io.molt.web.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Queue;

/** Writes frames (RFC 6455 section 5.2); those of a server are not masked. */
final class FrameWriter {
  private static final int FIN = 0x80;
  private static final int RSV1 = 0x40;
  private static final int SHORT = 126;
  private static final int LONG = 127;
  // Larger content is not copied to be behind its head.
  private static final int SMALL = 4096;

  private FrameWriter() {}

  /** Adds a frame, in one piece or two. */
  static void write(Queue<ByteBuffer> to, int opcode, boolean deflated, byte[] content, int count) {
    boolean joined = count <= SMALL;
    ByteBuffer head = ByteBuffer.allocate(headLength(count) + (joined ? count : 0));
    head.put((byte) (FIN | (deflated ? RSV1 : 0) | opcode));
    putLength(head, count);
    if (joined) {
      head.put(content, 0, count);
    }
    to.add(head.flip());
    if (!joined) {
      to.add(ByteBuffer.wrap(content, 0, count));
    }
  }

  /** Adds a close frame; one without a status for {@link CloseStatus#NONE}. */
  static void writeClose(Queue<ByteBuffer> to, CloseStatus status) {
    byte[] content = closeContent(status);
    write(to, Opcode.CLOSE, false, content, content.length);
  }

  private static byte[] closeContent(CloseStatus status) {
    if (!status.isSendable()) {
      return new byte[0];
    }
    byte[] reason = status.reason().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 + reason.length)
        .putShort((short) status.code())
        .put(reason)
        .array();
  }

  private static int headLength(int count) {
    if (count < SHORT) {
      return 2;
    }
    return count <= 0xffff ? 4 : 10;
  }

  private static void putLength(ByteBuffer head, int count) {
    if (count < SHORT) {
      head.put((byte) count);
    } else if (count <= 0xffff) {
      head.put((byte) SHORT).putShort((short) count);
    } else {
      head.put((byte) LONG).putLong(count);
    }
  }
}
