package io.molt.web.server;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends what it is told, octet by octet, and reads what comes back. */
final class RawClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket;

  private RawClient(Socket socket) {
    this.socket = socket;
  }

  /** Returns a client of a socket that is connected. */
  static RawClient over(Socket socket) {
    try {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      return new RawClient(socket);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Returns a client that is connected. */
  static RawClient connect(Server server) {
    return connect(server, 0);
  }

  /** Returns a client that is connected and has a receive buffer of about that size. */
  static RawClient connect(Server server, int receiveBuffer) {
    return connect(server.port(), receiveBuffer);
  }

  /** Returns a client that is connected to a port. */
  static RawClient connect(int port, int receiveBuffer) {
    RawClient client = new RawClient(new Socket());
    try {
      if (receiveBuffer > 0) {
        client.socket.setReceiveBufferSize(receiveBuffer);
      }
      client.socket.setTcpNoDelay(true);
      client.socket.setSoTimeout(TIMEOUT_MILLIS);
      client.socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
      return client;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Fails a read that brings nothing for that long. */
  void giveUpAfter(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  /** Sends lines, each with its line break. */
  RawClient lines(String... lines) {
    return send(String.join("\r\n", lines) + "\r\n");
  }

  /** Sends a request without content. */
  RawClient get(String target, String... fields) {
    return head("GET " + target, fields);
  }

  /** Sends a head: request line without version, then fields. */
  RawClient head(String start, String... fields) {
    return send(start + " HTTP/1.1\r\nHost: test\r\n"
        + (fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n") + "\r\n");
  }

  RawClient send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return this;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Reads one response; its content too unless it is that of a HEAD. */
  Answer read() {
    return read(true);
  }

  /** Reads the head of a response. */
  Answer readHead() {
    return read(false);
  }

  /** Returns whether the server has closed the connection and nothing more came. */
  boolean isClosedByServer() {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException reset) {
      return false;
    }
  }

  /** Reads that many octets. */
  String readText(int count) {
    try {
      byte[] bytes = socket.getInputStream().readNBytes(count);
      return new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Reads until the server closes; throws if it resets. */
  String readToEnd() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  InputStream input() throws IOException {
    return socket.getInputStream();
  }

  RawClient endOutput() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** Breaks the connection off, as a client does that crashes. */
  void reset() throws IOException {
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

  private Answer read(boolean content) {
    try {
      InputStream in = socket.getInputStream();
      String start = line(in);
      Map<String, String> fields = new TreeMap<>();
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        int colon = line.indexOf(':');
        fields.merge(
            line.substring(0, colon).toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip(),
            (one, other) -> one + ", " + other);
      }
      int status = Integer.parseInt(start.split(" ")[1]);
      return new Answer(start, status, fields, content ? content(in, fields, status) : "");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String content(InputStream in, Map<String, String> fields, int status)
      throws IOException {
    if (status < 200 || status == 204 || status == 304) {
      return "";
    }
    if ("chunked".equals(fields.get("transfer-encoding"))) {
      return chunks(in);
    }
    String length = fields.get("content-length");
    byte[] bytes = length == null ? in.readAllBytes() : exactly(in, Integer.parseInt(length));
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String chunks(InputStream in) throws IOException {
    StringBuilder all = new StringBuilder();
    while (true) {
      int size = Integer.parseInt(line(in), 16);
      all.append(new String(exactly(in, size), StandardCharsets.ISO_8859_1));
      if (!line(in).isEmpty()) {
        throw new IOException("chunk of " + size + " is not followed by a line break");
      }
      if (size == 0) {
        return all.toString();
      }
    }
  }

  private static byte[] exactly(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("content: " + bytes.length + " (expected: " + count + ")");
    }
    return bytes;
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new EOFException("closed after '" + line + "' (expected: a whole line)");
      }
      line.write(octet);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  /** A response as it came over the wire; field names in lower case. */
  record Answer(String start, int status, Map<String, String> fields, String content) {}
}
