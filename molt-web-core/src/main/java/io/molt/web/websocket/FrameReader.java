package io.molt.web.websocket;

import java.nio.ByteBuffer;

/**
 * Reads the frames of a client (RFC 6455 section 5.2), strictly. Of each frame the head is read first, then its content
 * in pieces as they come, then {@link #next} goes on.
 */
final class FrameReader {
  static final int MAX_CONTROL = 125;
  private static final int FIN = 0x80;
  private static final int RSV1 = 0x40;
  private static final int RSV = 0x70;
  private static final int OPCODE = 0x0f;
  private static final int MASKED = 0x80;
  private static final int LENGTH = 0x7f;
  private static final int SHORT = 126;
  private static final int LONG = 127;
  private static final int KEY_SIZE = 4;

  private final long maxFrame;
  private final boolean mayDeflate;
  private final byte[] head = new byte[14];
  private int headSize;
  private boolean headRead;
  private boolean amidMessage;
  private long length;
  private long read;

  /** Creates a reader that takes frames up to that length, deflated ones only if that was agreed on. */
  FrameReader(long maxFrame, boolean mayDeflate) {
    this.maxFrame = maxFrame;
    this.mayDeflate = mayDeflate;
  }

  /**
   * Reads the head of the present frame, unless it has been, and returns whether it is all there.
   *
   * @throws WebSocketException if it is against the protocol, or a limit
   */
  boolean readHead(ByteBuffer in) {
    while (!headRead) {
      if (!in.hasRemaining()) {
        return false;
      }
      head[headSize++] = in.get();
      if (headSize == 2) {
        requireSound();
      }
      if (headSize >= 2 && headSize == headLength()) {
        endHead();
      }
    }
    return true;
  }

  /** Reads content into an array, unmasked; returns how many bytes. */
  int readContent(ByteBuffer in, byte[] to, int at, int most) {
    int count = (int) Math.min(Math.min(most, in.remaining()), length - read);
    in.get(to, at, count);
    int key = headSize - KEY_SIZE;
    for (int i = 0; i < count; i++) {
      to[at + i] ^= head[key + (int) (read + i & 3)];
    }
    read += count;
    return count;
  }

  /** Passes over content that nobody wants. */
  void skipContent(ByteBuffer in) {
    int count = (int) Math.min(in.remaining(), length - read);
    in.position(in.position() + count);
    read += count;
  }

  /** Returns how many bytes of the present frame are still to be read. */
  long left() {
    return length - read;
  }

  /** Returns whether all of the present frame has been read. */
  boolean isRead() {
    return headRead && read == length;
  }

  /** Goes on to the next frame. */
  void next() {
    if (!isControl()) {
      amidMessage = !isFinal();
    }
    headSize = 0;
    headRead = false;
  }

  int opcode() {
    return head[0] & OPCODE;
  }

  boolean isControl() {
    return Opcode.isControl(opcode());
  }

  boolean isFinal() {
    return (head[0] & FIN) != 0;
  }

  boolean isDeflated() {
    return (head[0] & RSV1) != 0;
  }

  private int headLength() {
    int more = switch (head[1] & LENGTH) {
      case SHORT -> 2;
      case LONG -> 8;
      default -> 0;
    };
    return 2 + more + KEY_SIZE;
  }

  private void requireSound() {
    int opcode = opcode();
    if (!Opcode.isKnown(opcode)) {
      throw WebSocketException.protocolError("reserved opcode");
    }
    boolean first = opcode == Opcode.TEXT || opcode == Opcode.BINARY;
    int reserved = head[0] & RSV;
    if (reserved != 0 && !(reserved == RSV1 && first && mayDeflate)) {
      throw WebSocketException.protocolError("reserved bits");
    }
    if ((head[1] & MASKED) == 0) {
      throw WebSocketException.protocolError("frame without mask");
    }
    if (isControl()) {
      requireSoundControl();
    } else if (first == amidMessage) {
      throw WebSocketException.protocolError(
          first ? "message within a message" : "continuation of nothing");
    }
  }

  private void requireSoundControl() {
    if (!isFinal()) {
      throw WebSocketException.protocolError("fragmented control frame");
    }
    if ((head[1] & LENGTH) > MAX_CONTROL) {
      throw WebSocketException.protocolError("control frame too large");
    }
  }

  private void endHead() {
    length = statedLength();
    if (!isControl() && length > maxFrame) {
      throw new WebSocketException(CloseStatus.tooLarge("frame too large"));
    }
    read = 0;
    headRead = true;
  }

  private long statedLength() {
    ByteBuffer stated = ByteBuffer.wrap(head);
    int small = head[1] & LENGTH;
    if (small == SHORT) {
      return requireShortest(stated.getShort(2) & 0xffff, SHORT);
    }
    return small == LONG ? requireShortest(stated.getLong(2), 0x10000) : small;
  }

  private static long requireShortest(long stated, long least) {
    if (stated < least) {
      throw WebSocketException.protocolError("length is not in its shortest form");
    }
    return stated;
  }
}
