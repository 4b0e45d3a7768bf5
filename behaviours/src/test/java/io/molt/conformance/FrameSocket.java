package io.molt.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client of WebSocket on a socket: it sends octets as they are, right or wrong, and reads frames. */
final class FrameSocket implements AutoCloseable {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;
  private static final int PATIENCE_MILLIS = 20_000;
  private static final byte[] MASK = {0x1f, (byte) 0xa5, 0x00, (byte) 0xc3};

  private final Socket socket;
  private final DataInputStream in;
  private final String extensions;

  /** A frame of the server: its first octet and its content. */
  record Frame(int start, byte[] content) {
    int opcode() {
      return start & 0x0f;
    }

    boolean isFinal() {
      return (start & 0x80) != 0;
    }

    boolean isDeflated() {
      return (start & 0x40) != 0;
    }

    int closeCode() {
      return content.length < 2 ? 1005 : ByteBuffer.wrap(content).getShort() & 0xffff;
    }
  }

  /** Returns a socket on which a session has begun; {@code offer} is for an extension, or empty. */
  static FrameSocket open(int port, String path, String offer) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    String extension = offer.isEmpty() ? "" : "Sec-WebSocket-Extensions: " + offer + "\r\n";
    String head = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
        + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\n" + extension + "\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    return new FrameSocket(socket);
  }

  private FrameSocket(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 * 1024));
    assertThat(line()).startsWith("HTTP/1.1 101 ");
    String agreed = "";
    for (String field = line(); !field.isEmpty(); field = line()) {
      if (field.toLowerCase().startsWith("sec-websocket-extensions:")) {
        agreed = field.substring(field.indexOf(':') + 1).strip();
      }
    }
    extensions = agreed;
  }

  /** Returns the extensions that were agreed on, as the server has put it. */
  String extensions() {
    return extensions;
  }

  /** Returns a frame as a client sends it; {@code start} is its first octet. */
  static byte[] frame(int start, byte[] content) {
    ByteBuffer out = ByteBuffer.allocate(14 + content.length).put((byte) start);
    if (content.length <= 125) {
      out.put((byte) (0x80 | content.length));
    } else if (content.length <= 0xffff) {
      out.put((byte) 0xfe).putShort((short) content.length);
    } else {
      out.put((byte) 0xff).putLong(content.length);
    }
    out.put(MASK);
    for (int i = 0; i < content.length; i++) {
      out.put((byte) (content[i] ^ MASK[i % 4]));
    }
    byte[] frame = new byte[out.position()];
    out.flip().get(frame);
    return frame;
  }

  /** Sends octets, so many at a time; 0 for all at once. What the server does not want any more is lost. */
  void send(byte[] octets, int chop) {
    int step = chop == 0 ? octets.length : chop;
    try {
      for (int at = 0; at < octets.length; at += step) {
        socket.getOutputStream().write(octets, at, Math.min(step, octets.length - at));
      }
    } catch (IOException closed) {
      // The server has had enough, which is seen in what it has sent.
      assertThat(socket.isClosed()).isFalse();
    }
  }

  /** Reads a frame. */
  Frame read() throws IOException {
    int start = in.readUnsignedByte();
    int small = in.readUnsignedByte();
    assertThat(small & 0x80).as("frames of a server are not masked").isZero();
    long length = small == 126 ? in.readUnsignedShort() : small == 127 ? in.readLong() : small;
    byte[] content = new byte[(int) length];
    in.readFully(content);
    return new Frame(start, content);
  }

  /** Reads until the server closes the connection. */
  List<Frame> readToEnd() throws IOException {
    List<Frame> frames = new ArrayList<>();
    try {
      while (true) {
        frames.add(read());
      }
    } catch (EOFException end) {
      return frames;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.readUnsignedByte(); octet != '\n'; octet = in.readUnsignedByte()) {
      line.append((char) octet);
    }
    return line.toString().stripTrailing();
  }
}
