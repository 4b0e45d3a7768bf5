package io.molt.web.websocket;

import java.nio.ByteBuffer;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Writes messages, each as one frame, deflated if that was agreed on and pays. */
final class MessageWriter implements AutoCloseable {
  private final @Nullable DeflateTerms terms;
  private @Nullable Deflation deflation;

  MessageWriter(@Nullable DeflateTerms terms) {
    this.terms = terms;
  }

  /** Adds the frame of a message. */
  void write(Queue<ByteBuffer> to, Content message) {
    int opcode = message.text() ? Opcode.TEXT : Opcode.BINARY;
    byte[] bytes = message.bytes();
    DeflateTerms agreed = terms;
    if (agreed != null && bytes.length >= Deflation.LEAST) {
      byte[] deflated = deflate(bytes, agreed);
      FrameWriter.write(to, opcode, true, deflated, deflated.length);
    } else {
      FrameWriter.write(to, opcode, false, bytes, bytes.length);
    }
  }

  /** Lets go of everything. */
  @Override
  public void close() {
    Deflation held = deflation;
    deflation = null;
    if (held != null) {
      held.close();
    }
  }

  private byte[] deflate(byte[] bytes, DeflateTerms agreed) {
    Deflation held = deflation;
    if (held == null) {
      held = new Deflation(agreed);
      deflation = held;
    }
    byte[] deflated = held.deflate(bytes);
    if (!agreed.serverTakeover()) {
      // Nothing is kept of a context that nobody goes on with.
      close();
    }
    return deflated;
  }
}
