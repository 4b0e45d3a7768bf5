package io.molt.web.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** An HTTP/2 client that sends the frames it is told to, sound or not, and reads what comes back frame by frame. */
final class FrameClient implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;

  static final int INITIAL_WINDOW_SIZE = 4;

  static final int NO_ERROR = 0;
  static final int PROTOCOL_ERROR = 1;
  static final int INTERNAL_ERROR = 2;
  static final int STREAM_CLOSED = 5;
  static final int REFUSED_STREAM = 7;
  static final int CANCEL = 8;
  static final int ENHANCE_YOUR_CALM = 11;

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int LONG_INTEGER = 127;

  private final Socket socket;
  private final DataInputStream in;
  private final DefaultHttp2HeadersDecoder fields = new DefaultHttp2HeadersDecoder(false);

  private volatile boolean refused;

  private FrameClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
  }

  /** Returns a client that is connected and has sent nothing yet. */
  static FrameClient connect(Server server) {
    try {
      Socket socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress("127.0.0.1", server.port()), TIMEOUT_MILLIS);
      return new FrameClient(socket);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Sends the preface, with settings: numbers and values in turn. */
  FrameClient preface(int... settings) {
    return send(PREFACE).settings(settings);
  }

  FrameClient settings(int... numbersAndValues) {
    ByteBuffer payload = ByteBuffer.allocate(numbersAndValues.length * 3);
    for (int i = 0; i < numbersAndValues.length; i += 2) {
      payload.putShort((short) numbersAndValues[i]).putInt(numbersAndValues[i + 1]);
    }
    return frame(SETTINGS, 0, 0, payload.array());
  }

  /** Sends a request without content. */
  FrameClient get(int stream, String path, String... more) {
    return request(stream, "GET", path, true, more);
  }

  /** Sends the head of a request whose content follows. */
  FrameClient post(int stream, String path, String... more) {
    return request(stream, "POST", path, false, more);
  }

  FrameClient request(int stream, String method, String path, boolean last, String... more) {
    byte[] head = fields(":method", method, ":scheme", "http", ":path", path, ":authority", "test");
    return headers(stream, last, join(head, fields(more)));
  }

  /** Sends the head of a request with those flags, which may say that more of it follows. */
  FrameClient request(int stream, String method, String path, boolean last, int flags) {
    byte[] head = fields(":method", method, ":scheme", "http", ":path", path, ":authority", "test");
    return frame(HEADERS, flags | (last ? END_STREAM : 0), stream, head);
  }

  FrameClient continuation(int stream, boolean last, byte[] block) {
    return frame(CONTINUATION, last ? END_HEADERS : 0, stream, block);
  }

  /** Sends a field section of names and values in turn, as they are. */
  FrameClient headers(int stream, boolean last, String... namesAndValues) {
    return headers(stream, last, fields(namesAndValues));
  }

  private FrameClient headers(int stream, boolean last, byte[] block) {
    return frame(HEADERS, END_HEADERS | (last ? END_STREAM : 0), stream, block);
  }

  FrameClient data(int stream, boolean last, String content) {
    return data(stream, last, content.getBytes(StandardCharsets.ISO_8859_1));
  }

  FrameClient data(int stream, boolean last, byte[] content) {
    return frame(DATA, last ? END_STREAM : 0, stream, content);
  }

  FrameClient reset(int stream, int error) {
    return frame(RST_STREAM, 0, stream, number(error));
  }

  FrameClient windowUpdate(int stream, int increment) {
    return frame(WINDOW_UPDATE, 0, stream, number(increment));
  }

  FrameClient frame(int type, int flags, int stream, byte[] payload) {
    return send(bytes(type, flags, stream, payload));
  }

  static byte[] bytes(int type, int flags, int stream, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    return frame.array();
  }

  /** Sends bytes; those that a server which has closed does not take any more are dropped. */
  FrameClient send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException failed) {
      refused = true;
    }
    return this;
  }

  /** Returns the field section, each field a literal without indexing (RFC 7541 section 6.2.2). */
  static byte[] fields(String... namesAndValues) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i++) {
      if (i % 2 == 0) {
        block.write(0);
      }
      literal(block, namesAndValues[i].getBytes(StandardCharsets.ISO_8859_1));
    }
    return block.toByteArray();
  }

  /** Returns the next frame, whatever it is. */
  Frame read() {
    try {
      int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(length);
      // Even those that nobody asks for: the next ones build upon them.
      Map<String, String> decoded = type == HEADERS ? decode(stream, payload) : Map.of();
      return new Frame(type, flags, stream, payload, decoded);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Returns the next frame of that type, and skips others. */
  Frame next(int type) {
    Frame frame = read();
    while (frame.type() != type) {
      frame = read();
    }
    return frame;
  }

  /** Returns the next frame of that stream, and skips others. */
  Frame nextOf(int stream) {
    Frame frame = read();
    while (frame.stream() != stream) {
      frame = read();
    }
    return frame;
  }

  /** Returns the whole answer on that stream, and skips other streams and interim answers. */
  Answer answer(int stream) {
    Frame frame = next(stream, HEADERS);
    Map<String, String> head = frame.fields();
    while (head.get(":status").startsWith("1")) {
      frame = next(stream, HEADERS);
      head = frame.fields();
    }
    StringBuilder content = new StringBuilder();
    while ((frame.flags() & END_STREAM) == 0) {
      frame = next(stream, DATA);
      content.append(frame.text());
    }
    return new Answer(Integer.parseInt(head.get(":status")), head, content.toString());
  }

  /** Returns whether the server closes the connection; skips what it still sends. */
  boolean isClosedByServer() {
    try {
      in.readAllBytes();
      return true;
    } catch (IOException reset) {
      return true;
    }
  }

  /** Returns whether all that was sent has been taken, by the server or on the way to it. */
  boolean isTaken() {
    return !refused;
  }

  /** Breaks the connection off, as a client does that crashes. */
  void crash() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Frame next(int stream, int type) {
    Frame frame = read();
    while (frame.stream() != stream || frame.type() != type) {
      if (frame.stream() == stream && frame.type() == RST_STREAM) {
        throw new UncheckedIOException(new EOFException("reset with " + frame.code()));
      }
      frame = read();
    }
    return frame;
  }

  private Map<String, String> decode(int stream, byte[] payload) {
    ByteBuf block = Unpooled.wrappedBuffer(payload);
    try {
      Http2Headers decoded = fields.decodeHeaders(stream, block);
      Map<String, String> all = new TreeMap<>();
      decoded.forEach(field -> all.merge(
          field.getKey().toString(),
          field.getValue().toString(),
          (one, other) -> one + ", " + other));
      return all;
    } catch (Http2Exception failed) {
      throw new IllegalStateException(failed);
    } finally {
      block.release();
    }
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  private static byte[] join(byte[] one, byte[] other) {
    return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
  }

  private static void literal(ByteArrayOutputStream block, byte[] text) {
    int length = text.length;
    if (length < LONG_INTEGER) {
      block.write(length);
    } else {
      block.write(LONG_INTEGER);
      for (length -= LONG_INTEGER; length >= 128; length >>>= 7) {
        block.write(length & 127 | 128);
      }
      block.write(length);
    }
    block.writeBytes(text);
  }

  /** One frame; with its fields if it is a HEADERS frame. */
  record Frame(int type, int flags, int stream, byte[] payload, Map<String, String> fields) {
    boolean isLast() {
      return (flags & END_STREAM) != 0;
    }

    String text() {
      return new String(payload, StandardCharsets.ISO_8859_1);
    }

    /** Returns the error code of RST_STREAM, or the increment of WINDOW_UPDATE. */
    int code() {
      return ByteBuffer.wrap(payload).getInt();
    }

    /** Returns the last stream of a GOAWAY. */
    int lastStream() {
      return ByteBuffer.wrap(payload).getInt();
    }

    /** Returns the error code of a GOAWAY. */
    int goAwayCode() {
      return ByteBuffer.wrap(payload).getInt(4);
    }
  }

  /** An answer; pseudo-header fields are among the fields. */
  record Answer(int status, Map<String, String> fields, String content) {}
}
