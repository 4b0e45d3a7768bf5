package io.molt.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** What clients send that mean well; mutations start from it. */
final class Corpus {
  private static final String HOST = "Host: localhost\r\n";

  /** Requests of HTTP/1.1, sound ones and a few that have to be refused. */
  static final List<byte[]> HTTP_1 = List.of(
      text("GET / HTTP/1.1\r\n" + HOST + "\r\n"),
      text("GET /hello/Ada?x=1&y=%C3%A9 HTTP/1.1\r\n" + HOST + "Accept: application/json\r\n\r\n"),
      text("GET http://localhost/hello/Ada HTTP/1.1\r\n" + HOST + "\r\n"),
      text("OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n"),
      text("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"),
      text("GET /stream HTTP/1.1\r\n" + HOST + "\r\n"),
      text("POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 11\r\n\r\nhello world"),
      text(
          "POST /echo HTTP/1.1\r\n" + HOST
              + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;a=\"b;c\"\r\n world\r\n0\r\nX-Sum: 1\r\n\r\n"),
      text("POST /echo HTTP/1.1\r\n" + HOST
          + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc"),
      text("POST /ignore HTTP/1.1\r\n" + HOST + "Content-Length: 20\r\n\r\n01234567890123456789"),
      text(
          "POST /json HTTP/1.1\r\n" + HOST
              + "Content-Type: application/json\r\nContent-Length: 23\r\n\r\n{\"name\":\"Ada\",\"age\":36}"),
      text(
          "POST /ndjson HTTP/1.1\r\n" + HOST
              + "Content-Type: application/x-ndjson\r\nContent-Length: 24\r\n\r\n{\"name\":\"A\",\"age\":1}\n{}\n\n"),
      text("DELETE /nowhere HTTP/1.1\r\n" + HOST + "Cookie: a=b; c=\"d\"\r\nX-Long: "
          + "v".repeat(300) + "\r\n\r\n"),
      text("GET / HTTP/1.1\r\n" + HOST + "\r\nGET /hello/B HTTP/1.1\r\n" + HOST
          + "\r\nPOST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\n\r\nhiGET / HTTP/1.1\r\n"
          + HOST
          + "Connection: close\r\n\r\n"),
      text("POST /echo HTTP/1.1\r\n" + HOST
          + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
      text("GET / HTTP/9.9\r\n" + HOST + "\r\n"));

  /** Connections of HTTP/2, begun with prior knowledge. */
  static final List<byte[]> HTTP_2 = List.of(
      http2(settings(), headers(1, 0x5, get())),
      http2(settings(), headers(1, 0x4, post()), data(1, 0x1, "hello world")),
      http2(
          settings(),
          headers(1, 0x5, get()),
          headers(3, 0x4, post()),
          data(3, 0x0, "a"),
          headers(5, 0x5, get()),
          data(3, 0x1, "b")),
      http2(settings(), headers(1, 0x4, post()), data(1, 0x0, "x"), frame(3, 0, 1, 0, 0, 0, 8)),
      http2(settings(), headers(1, 0x1, get()), frame(9, 0x4, 1)),
      http2(
          settings(),
          frame(6, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8),
          frame(8, 0, 0, 0, 1, 0, 0),
          headers(1, 0x5, get())),
      http2(frame(4, 0, 0, 0, 4, 0, 0, 0, 1), headers(1, 0x5, get()), frame(4, 1, 0)),
      http2(
          settings(),
          frame(2, 0, 1, 0, 0, 0, 0, 16),
          headers(1, 0x5, get()),
          frame(7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)));

  private Corpus() {}

  private static byte[] text(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static byte[] http2(byte[]... frames) {
    return joined(text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), joined(frames));
  }

  private static byte[] settings() {
    return frame(4, 0, 0);
  }

  private static byte[] headers(int stream, int flags, byte[] block) {
    return joined(head(block.length, 1, flags, stream), block);
  }

  private static byte[] data(int stream, int flags, String content) {
    return joined(head(content.length(), 0, flags, stream), text(content));
  }

  private static byte[] frame(int type, int flags, int stream, int... payload) {
    byte[] bytes = new byte[payload.length];
    for (int i = 0; i < payload.length; i++) {
      bytes[i] = (byte) payload[i];
    }
    return joined(head(bytes.length, type, flags, stream), bytes);
  }

  private static byte[] head(int length, int type, int flags, int stream) {
    return new byte[] {
      (byte) (length >> 16),
      (byte) (length >> 8),
      (byte) length,
      (byte) type,
      (byte) flags,
      (byte) (stream >> 24),
      (byte) (stream >> 16),
      (byte) (stream >> 8),
      (byte) stream
    };
  }

  /** A field section (RFC 7541): GET, http, /, and an authority as a literal. */
  private static byte[] get() {
    return joined(new byte[] {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x01, 9}, text("localhost"));
  }

  /** A field section: POST, http, a path and an authority as literals. */
  private static byte[] post() {
    return joined(
        new byte[] {(byte) 0x83, (byte) 0x86, 0x04, 5},
        text("/echo"),
        new byte[] {0x01, 9},
        text("localhost"));
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
