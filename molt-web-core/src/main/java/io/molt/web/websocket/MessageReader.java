package io.molt.web.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Puts messages together from their frames (RFC 6455 section 5.4): inflated, text checked as it comes, within the limit. */
final class MessageReader implements AutoCloseable {
  private static final int PIECE = 4096;

  private final MessageBuffer buffer;
  private final Utf8Check utf8 = new Utf8Check();
  private final boolean takeover;
  private byte[] piece = new byte[0];
  private @Nullable Inflation inflation;
  private boolean open;
  private boolean text;
  private boolean inflates;

  MessageReader(int limit, @Nullable DeflateTerms terms) {
    this.buffer = new MessageBuffer(limit);
    this.takeover = terms != null && terms.clientTakeover();
  }

  /** Returns whether a message has begun that has not ended. */
  boolean isOpen() {
    return open;
  }

  /** Begins with a message whose first frame is this. */
  void begin(FrameReader first) {
    open = true;
    text = first.opcode() == Opcode.TEXT;
    inflates = first.isDeflated();
  }

  /** Reads content of the present frame. */
  void read(FrameReader frame, ByteBuffer in) {
    while (in.hasRemaining() && !frame.isRead()) {
      int before = buffer.size();
      if (inflates) {
        inflate(frame, in);
      } else {
        // What else has come is not of this message.
        int room = buffer.room((int) Math.min(in.remaining(), frame.left()));
        buffer.added(frame.readContent(in, buffer.array(), before, room));
      }
      check(before);
    }
  }

  /** Returns the message, of which all frames have been read. */
  Message end() {
    if (inflates) {
      int before = buffer.size();
      inflation().end(buffer);
      check(before);
      release();
    }
    if (text && !utf8.end()) {
      throw notText();
    }
    open = false;
    byte[] bytes = buffer.take();
    return text
        ? new Message.Text(new String(bytes, StandardCharsets.UTF_8))
        : new Message.Binary(bytes);
  }

  /** Lets go of everything. */
  @Override
  public void close() {
    buffer.drop();
    Inflation held = inflation;
    inflation = null;
    if (held != null) {
      held.close();
    }
  }

  private void inflate(FrameReader frame, ByteBuffer in) {
    if (piece.length == 0) {
      piece = new byte[PIECE];
    }
    int count = frame.readContent(in, piece, 0, piece.length);
    inflation().inflate(piece, count, buffer);
  }

  private Inflation inflation() {
    Inflation held = inflation;
    if (held == null) {
      held = new Inflation(takeover);
      inflation = held;
    }
    return held;
  }

  /** Without a context to keep, nothing is kept: thousands of sessions are silent at any time. */
  private void release() {
    if (!takeover) {
      Inflation held = inflation();
      inflation = null;
      held.close();
      piece = new byte[0];
    }
  }

  private void check(int from) {
    if (text && !utf8.accept(buffer.array(), from, buffer.size())) {
      throw notText();
    }
  }

  private static WebSocketException notText() {
    return new WebSocketException(CloseStatus.invalidContent("text is not UTF-8"));
  }
}
