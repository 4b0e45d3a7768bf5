package io.molt.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** What clients of HTTP/3 (RFC 9114) send that mean well, a stream each. */
final class Http3Corpus {
  /** Request streams. */
  static final List<byte[]> REQUESTS = List.of(
      frame(1, get("/")),
      frame(1, get("/hello/Ada?x=1")),
      frame(1, get("/stream")),
      joined(frame(1, post("/echo")), frame(0, text("hello world"))),
      joined(frame(1, post("/echo")), frame(0, text("a")), frame(0, text("b"))),
      // A frame that nobody knows, and fields after the content.
      joined(
          frame(1, post("/echo")),
          frame(0x21, text("grease")),
          frame(0, text("content")),
          frame(1, joined(bytes(0, 0, 0x23), text("x-s"), bytes(1), text("1")))),
      joined(
          frame(
              1,
              joined(
                  post("/json"),
                  // Field 46 of the static table: "content-type: application/json".
                  bytes(0xee))),
          frame(0, text("{\"name\":\"Ada\",\"age\":36}"))),
      joined(frame(1, get("/")), frame(5, bytes(0, 0))),
      frame(4, bytes(0x06, 0x40, 0x64)));

  /** Streams one way, each begun by its type: control, the instructions of QPACK, a push, one that nobody knows. */
  static final List<byte[]> ONE_WAY = List.of(
      joined(bytes(0), frame(4, bytes(0x06, 0x44, 0x00, 0x01, 0, 0x07, 0))),
      joined(bytes(0), frame(4, bytes()), frame(7, bytes(0)), frame(0x0d, bytes(8))),
      joined(bytes(0), frame(0x21, bytes(1, 2, 3))),
      // Set the capacity to 0; then 100, and a field to put there.
      bytes(2, 0x20),
      joined(bytes(2, 0x3f, 0x45, 0x43), text("abc"), bytes(1), text("d")),
      // Acknowledge a section, cancel a stream, count insertions.
      bytes(3, 0x80, 0x40, 0x01),
      bytes(1, 0),
      bytes(0x21, 1, 2, 3));

  private Http3Corpus() {}

  /** Returns a field section (RFC 9204): GET, https, an authority and a path as literals. */
  private static byte[] get(String path) {
    return section(0xd1, path);
  }

  private static byte[] post(String path) {
    return section(0xd4, path);
  }

  private static byte[] section(int method, String path) {
    return joined(
        bytes(0, 0, method, 0xd7, 0x50, 9),
        text("localhost"),
        bytes(0x51, path.length()),
        text(path));
  }

  private static byte[] frame(int type, byte[] payload) {
    return joined(bytes(type, 0x40 | payload.length >> 8, payload.length & 0xff), payload);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] text(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
