package io.molt.conformance;

import static io.molt.conformance.FrameSocket.CLOSE;
import static io.molt.conformance.FrameSocket.frame;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One row of the tables of WebSocket: what a client sends to an echo, and what it has to get. Numbers are those under which
 * the public test suites of WebSocket clients and servers know the case.
 *
 * <p>Both are words with blanks between: {@code text:hello}, {@code bin:00ff}, {@code ping}, {@code close:03e8}. Content is
 * text behind a colon, hexadecimal behind {@code :#}, and {@code *65536} is so many asterisks. A {@code +} in front of a
 * word is a frame that is not the last of its message; {@code rsv3/} sets reserved bits; {@code op11} is any opcode;
 * {@code cut} sends only the octets so far of the frame before, whose length promises eight more.
 *
 * @param number the number of the case
 * @param what what it is about
 * @param sends what the client sends
 * @param chop how many octets at a time; 0 for frame by frame, {@link #AT_ONCE} for all frames in one piece
 * @param gets what the client gets; {@code close:code} is the last
 */
record WebSocketCase(String number, String what, String sends, int chop, String gets) {
  static final int AT_ONCE = -1;
  private static final int FIN = 0x80;

  static WebSocketCase of(String number, String what, String sends, String gets) {
    return new WebSocketCase(number, what, sends, 0, gets);
  }

  WebSocketCase chopped(int size) {
    return new WebSocketCase(number, what, sends, size, gets);
  }

  /** Sends all that the client sends. */
  void send(FrameSocket client) {
    List<byte[]> frames = frames();
    if (chop == AT_ONCE) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      frames.forEach(all::writeBytes);
      client.send(all.toByteArray(), 0);
    } else {
      frames.forEach(frame -> client.send(frame, chop));
    }
  }

  private List<byte[]> frames() {
    List<byte[]> frames = new ArrayList<>();
    for (String word : sends.split(" ")) {
      if (word.equals("cut")) {
        frames.add(cut(frames.remove(frames.size() - 1)));
      } else {
        frames.add(frameOf(word));
      }
    }
    return frames;
  }

  /** Returns what comes back, in the words of this table. */
  static String told(List<FrameSocket.Frame> frames) {
    List<String> words = new ArrayList<>();
    for (FrameSocket.Frame frame : frames) {
      words.add(
          frame.opcode() == CLOSE
              ? "close:" + frame.closeCode()
              : name(frame.start() & 0x0f) + hex(frame.content()));
    }
    return String.join(" ", words);
  }

  /** Returns what has to come back, in the same words. */
  String expected() {
    List<String> words = new ArrayList<>();
    for (String word : gets.split(" ")) {
      int colon = word.indexOf(':');
      words.add(
          word.startsWith("close:")
              ? word
              : word.substring(0, colon < 0 ? word.length() : colon)
                  + hex(content(colon < 0 ? "" : word.substring(colon + 1))));
    }
    return String.join(" ", words);
  }

  @Override
  public String toString() {
    return number + " " + what;
  }

  private static String hex(byte[] content) {
    String hex = HexFormat.of().formatHex(content);
    return ":" + (hex.length() > 200 ? content.length + " octets, " + hex.hashCode() : hex);
  }

  private static byte[] frameOf(String word) {
    boolean last = word.charAt(0) != '+';
    String rest = last ? word : word.substring(1);
    int reserved = 0;
    if (rest.startsWith("rsv")) {
      reserved = rest.charAt(3) - '0';
      rest = rest.substring(5);
    }
    int colon = rest.indexOf(':');
    byte[] content = content(colon < 0 ? "" : rest.substring(colon + 1));
    int opcode = opcode(colon < 0 ? rest : rest.substring(0, colon));
    return frame((last ? FIN : 0) | reserved << 4 | opcode, content);
  }

  private static byte[] content(String text) {
    if (text.startsWith("#")) {
      return HexFormat.of().parseHex(text.substring(1));
    }
    if (text.startsWith("*")) {
      return "*".repeat(Integer.parseInt(text.substring(1))).getBytes(StandardCharsets.US_ASCII);
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] cut(byte[] frame) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteBuffer whole = ByteBuffer.wrap(frame);
    out.write(whole.get());
    out.write(whole.get() + 8);
    out.write(frame, 2, frame.length - 2);
    return out.toByteArray();
  }

  private static int opcode(String name) {
    return switch (name) {
      case "cont" -> FrameSocket.CONTINUATION;
      case "text" -> FrameSocket.TEXT;
      case "bin" -> FrameSocket.BINARY;
      case "close" -> CLOSE;
      case "ping" -> FrameSocket.PING;
      case "pong" -> FrameSocket.PONG;
      default -> Integer.parseInt(name.substring(2));
    };
  }

  private static String name(int opcode) {
    return switch (opcode) {
      case FrameSocket.TEXT -> "text";
      case FrameSocket.BINARY -> "bin";
      case FrameSocket.PONG -> "pong";
      default -> "op" + opcode;
    };
  }
}
