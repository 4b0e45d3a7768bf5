package io.molt.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A client of {@code permessage-deflate} (RFC 7692): keeps to what was agreed on, and takes nothing else. */
final class DeflatingSocket implements AutoCloseable {
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};
  private static final int FIN = 0x80;
  private static final int DEFLATED = 0x40;

  private final FrameSocket socket;
  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  private final Inflater inflater = new Inflater(true);
  private final byte[] piece = new byte[64 * 1024];

  DeflatingSocket(FrameSocket socket) {
    this.socket = socket;
    assertThat(socket.extensions()).startsWith("permessage-deflate");
  }

  /** Sends a message, deflated, in frames of at most so many octets; 0 for one frame. */
  void send(int opcode, byte[] content, int fragment) {
    byte[] deflated = deflated(content);
    int size = fragment == 0 ? deflated.length : fragment;
    for (int at = 0; at < deflated.length; at += size) {
      int end = Math.min(at + size, deflated.length);
      int start = at == 0 ? DEFLATED | opcode : FrameSocket.CONTINUATION;
      socket.send(
          FrameSocket.frame(
              start | (end == deflated.length ? FIN : 0), Arrays.copyOfRange(deflated, at, end)),
          0);
    }
  }

  /** Reads a message, inflated if it has to be. */
  byte[] read(int opcode) throws IOException, DataFormatException {
    FrameSocket.Frame frame = socket.read();
    assertThat(frame.opcode()).as("opcode, closed with %s", frame.closeCode()).isEqualTo(opcode);
    assertThat(frame.isFinal()).isTrue();
    return frame.isDeflated() ? inflated(frame.content()) : frame.content();
  }

  @Override
  public void close() throws IOException {
    deflater.end();
    inflater.end();
    socket.close();
  }

  private byte[] deflated(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    deflater.setInput(content);
    int count = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
    while (count == piece.length) {
      out.write(piece, 0, count);
      count = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
    }
    out.write(piece, 0, count);
    if (socket.extensions().contains("client_no_context_takeover")) {
      deflater.reset();
    }
    return Arrays.copyOf(out.toByteArray(), out.size() - TAIL.length);
  }

  private byte[] inflated(byte[] content) throws DataFormatException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    inflate(content, out);
    inflate(TAIL, out);
    if (socket.extensions().contains("server_no_context_takeover")) {
      inflater.reset();
    }
    return out.toByteArray();
  }

  private void inflate(byte[] content, ByteArrayOutputStream out) throws DataFormatException {
    inflater.setInput(content);
    int count = inflater.inflate(piece);
    while (count > 0) {
      out.write(piece, 0, count);
      count = inflater.inflate(piece);
    }
  }
}
