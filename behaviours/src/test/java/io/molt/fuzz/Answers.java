package io.molt.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads what a server sent on an attacked connection, and fails on what no server may send. */
final class Answers {
  private final String text;
  private int at;

  private Answers(byte[] bytes) {
    this.text = new String(bytes, ISO_8859_1);
  }

  /** Checks a connection of HTTP/1.1: whole responses, the last of which may be cut off. Returns how many are whole. */
  static int checkHttp1(byte[] bytes) {
    Answers answers = new Answers(bytes);
    int whole = 0;
    while (answers.at < answers.text.length() && answers.response()) {
      whole++;
    }
    return whole;
  }

  /** Checks a connection of HTTP/2: whole frames, the last of which may be cut off. Returns how many are whole. */
  static int checkHttp2(byte[] bytes) {
    int whole = 0;
    for (int at = 0; at + 9 <= bytes.length; whole++) {
      int length = (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | bytes[at + 2] & 0xff;
      int type = bytes[at + 3];
      require(length <= 16_384, "a frame of " + length + " bytes (expected: at most 16384)");
      require(type >= 0 && type <= 9, "a frame of type " + type + " (expected: one of RFC 9113)");
      if (at + 9 + length > bytes.length) {
        return whole;
      }
      checkFrame(bytes, at + 9, length, type);
      at += 9 + length;
    }
    return whole;
  }

  /** Checks a connection that is HTTP/2, unless a damaged preface has made it HTTP/1.1. */
  static int checkHttp2OrText(byte[] bytes) {
    return isText(bytes) ? checkHttp1(bytes) : checkHttp2(bytes);
  }

  /** Checks a connection of TLS, or one that was refused in clear text. Returns how many records are whole. */
  static int checkTls(byte[] bytes) {
    if (isText(bytes)) {
      return checkHttp1(bytes);
    }
    int whole = 0;
    for (int at = 0; at + 5 <= bytes.length; whole++) {
      int length = (bytes[at + 3] & 0xff) << 8 | bytes[at + 4] & 0xff;
      require(bytes[at] >= 20 && bytes[at] <= 23, "a record of type " + bytes[at]);
      require(bytes[at + 1] == 3, "a record of version " + bytes[at + 1]);
      require(length <= 16_384 + 256, "a record of " + length + " bytes");
      if (at + 5 + length > bytes.length) {
        return whole;
      }
      at += 5 + length;
    }
    return whole;
  }

  /** Checks a response stream of HTTP/3: whole frames, the last of which may be cut off. Returns how many heads are whole. */
  static int checkHttp3(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int heads = 0;
    while (in.hasRemaining()) {
      long type = variable(in);
      long length = variable(in);
      if (type < 0 || length < 0 || length > in.remaining()) {
        return heads;
      }
      boolean reserved = (type - 0x21) % 0x1f == 0;
      require(type <= 1 || reserved, "a frame of type " + type + " on a request stream");
      byte[] payload = new byte[(int) length];
      in.get(payload);
      if (type == 1) {
        heads++;
        // Indexed field 71 of the static table: ":status 500".
        boolean failed = length > 3 && payload[2] == (byte) 0xff && payload[3] == 8;
        require(!failed, "a response of 500");
      }
    }
    return heads;
  }

  /** Returns an integer of RFC 9000 section 16, or -1 if it is cut off. */
  private static long variable(ByteBuffer in) {
    if (!in.hasRemaining()) {
      return -1;
    }
    int first = in.get() & 0xff;
    int more = (1 << (first >> 6)) - 1;
    long value = first & 0x3f;
    for (int i = 0; i < more; i++) {
      if (!in.hasRemaining()) {
        return -1;
      }
      value = value << 8 | in.get() & 0xff;
    }
    return value;
  }

  private static boolean isText(byte[] bytes) {
    return bytes.length > 4 && bytes[0] == 'H' && bytes[1] == 'T';
  }

  private static void checkFrame(byte[] bytes, int at, int length, int type) {
    // Indexed field 14 of the static table: ":status 500".
    require(type != 1 || length == 0 || bytes[at] != (byte) 0x8e, "a response of 500");
    require(type != 3 || errorCode(bytes, at) != 2, "RST_STREAM with INTERNAL_ERROR");
    require(type != 7 || errorCode(bytes, at + 4) != 2, "GOAWAY with INTERNAL_ERROR");
  }

  private static int errorCode(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | bytes[at + 3] & 0xff;
  }

  private boolean response() {
    int end = text.indexOf("\r\n\r\n", at);
    if (end < 0) {
      return false;
    }
    String[] lines = text.substring(at, end).split("\r\n", -1);
    require(lines[0].matches("HTTP/1\\.1 [1-5]\\d\\d .*"), "status line '" + lines[0] + "'");
    int status = Integer.parseInt(lines[0].substring(9, 12));
    require(status != 500, "a response of 500");
    at = end + 4;
    return content(status, fields(lines));
  }

  private static Map<String, String> fields(String[] lines) {
    Map<String, String> fields = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      require(colon > 0, "field line '" + lines[i] + "'");
      String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
      fields.put(name, lines[i].substring(colon + 1).strip());
    }
    return fields;
  }

  private boolean content(int status, Map<String, String> fields) {
    if (status < 200 || status == 204 || status == 304) {
      return true;
    }
    require(fields.containsKey("date"), "a response without a date: " + status + " " + fields);
    String type = fields.getOrDefault("content-type", "");
    require(status < 400 || type.equals("application/problem+json"), status + " is " + type);
    if ("chunked".equals(fields.get("transfer-encoding"))) {
      return chunks();
    }
    String length = fields.get("content-length");
    at = length == null ? text.length() : at + Integer.parseInt(length);
    return at <= text.length();
  }

  private boolean chunks() {
    while (true) {
      int end = text.indexOf("\r\n", at);
      if (end < 0) {
        return false;
      }
      int size = Integer.parseInt(text.substring(at, end), 16);
      at = end + 2 + size + 2;
      if (at > text.length()) {
        return false;
      }
      require(text.startsWith("\r\n", at - 2), "a chunk that is not followed by a line break");
      if (size == 0) {
        return true;
      }
    }
  }

  private static void require(boolean sound, String what) {
    if (!sound) {
      throw new IllegalStateException("the server sent " + what);
    }
  }
}
