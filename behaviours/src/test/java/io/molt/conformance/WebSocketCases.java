package io.molt.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The cases of WebSocket whose whole is in their octets: groups 1 to 7 and 10. */
final class WebSocketCases {
  // Ends a session that has gone well.
  private static final String BYE = " close:#03e8";
  private static final String DONE = " close:1000";
  private static final String BROKEN = "close:1002";
  private static final String NO_TEXT = "close:1007";
  private static final int[] LENGTHS = {0, 125, 126, 127, 128, 65_535, 65_536};

  private final List<WebSocketCase> cases = new ArrayList<>();

  private WebSocketCases() {}

  static List<WebSocketCase> all() {
    WebSocketCases made = new WebSocketCases();
    made.framing();
    made.pings();
    made.reservedBits();
    made.opcodes();
    made.fragments();
    made.text();
    made.textAtOnce();
    made.closing();
    made.closeCodes();
    return made.cases;
  }

  private void good(String number, String what, String sends, String gets) {
    cases.add(WebSocketCase.of(number, what, sends + BYE, (gets + DONE).strip()));
  }

  private void bad(String number, String what, String sends, String gets) {
    cases.add(WebSocketCase.of(number, what, sends, gets));
  }

  private void chop(int size) {
    cases.add(cases.remove(cases.size() - 1).chopped(size));
  }

  private void framing() {
    for (String kind : List.of("text", "bin")) {
      String group = kind.equals("text") ? "1.1." : "1.2.";
      for (int i = 0; i < LENGTHS.length; i++) {
        String message = kind + ":*" + LENGTHS[i];
        good(group + (i + 1), kind + " of " + LENGTHS[i] + " octets", message, message);
      }
      good(group + 8, kind + " in pieces of 997", kind + ":*65536", kind + ":*65536");
      chop(997);
    }
  }

  private void pings() {
    good("2.1", "ping without content", "ping", "pong");
    good("2.2", "ping with text", "ping:hello", "pong:hello");
    good("2.3", "ping with octets", "ping:#00fffefd", "pong:#00fffefd");
    good("2.4", "ping of 125 octets", "ping:*125", "pong:*125");
    bad("2.5", "ping of 126 octets", "ping:*126", BROKEN);
    good("2.6", "ping of 125 octets, one by one", "ping:*125", "pong:*125");
    chop(1);
    good("2.7", "pong that nobody asked for", "pong", "");
    good("2.8", "pong that nobody asked for, with content", "pong:hi", "");
    good("2.9", "such a pong, and a ping", "pong:hi ping:ho", "pong:ho");
    String pings = repeat(10, "ping:p%d");
    good("2.10", "ten pings", pings, pings.replace("ping", "pong"));
    good("2.11", "ten pings, octet by octet", pings, pings.replace("ping", "pong"));
    chop(1);
  }

  private void reservedBits() {
    bad("3.1", "text with bits 1", "rsv1/text:hello", BROKEN);
    bad("3.2", "bits 2 after a message", "text:a rsv2/text:b ping", "text:a " + BROKEN);
    bad("3.3", "bits 3 after a message", "text:a rsv3/text:b ping", "text:a " + BROKEN);
    bad("3.4", "bits 4, octet by octet", "text:a rsv4/text:b ping", "text:a " + BROKEN);
    chop(1);
    bad("3.5", "octets with bits 5", "rsv5/bin:#00ff", BROKEN);
    bad("3.6", "ping with bits 6", "rsv6/ping:a", BROKEN);
    bad("3.7", "close with bits 7", "rsv7/close", BROKEN);
  }

  private void opcodes() {
    for (int group = 1; group <= 2; group++) {
      String number = "4." + group + ".";
      int first = group == 1 ? 3 : 11;
      bad(number + 1, "opcode " + first, "op" + first, BROKEN);
      bad(number + 2, "opcode with content", "op" + (first + 1) + ":hello", BROKEN);
      for (int i = 3; i <= 5; i++) {
        String content = i == 3 ? "" : ":b";
        String sent = "text:a op" + (first + i - 1) + content + " ping";
        bad(number + i, "opcode " + (first + i - 1) + " after a message", sent, "text:a " + BROKEN);
        if (i == 5) {
          chop(1);
        }
      }
    }
  }

  private void fragments() {
    bad("5.1", "ping in two", "+ping:a cont:b", BROKEN);
    bad("5.2", "pong in two", "+pong:a cont:b", BROKEN);
    three(3, "text in two", "+text:a cont:b", "text:ab", true);
    three(6, "ping within text", "+text:a ping:p cont:b", "pong:p text:ab", true);
    three(9, "end of nothing", "cont:x text:a", BROKEN, false);
    three(12, "part of nothing", "+cont:x text:a", BROKEN, false);
    bad(
        "5.15",
        "part of nothing after text in two",
        "+text:a cont:b +cont:c text:d",
        "text:ab " + BROKEN);
    chop(WebSocketCase.AT_ONCE);
    bad("5.16", "part of nothing, twice", "+cont:a text:b cont:c +cont:a text:b cont:c", BROKEN);
    bad("5.17", "end of nothing, twice", "cont:a text:b cont:c cont:a text:b cont:c", BROKEN);
    bad("5.18", "text within text", "+text:a text:b", BROKEN);
    chop(WebSocketCase.AT_ONCE);
    String mixed = "+text:a +cont:b ping:p +cont:c +cont:d ping:q cont:e";
    good("5.19", "text in five, pings between", mixed, "pong:p pong:q text:abcde");
    good("5.20", "the same, octet by octet", mixed, "pong:p pong:q text:abcde");
    chop(1);
  }

  /** Adds a case all at once, frame by frame and octet by octet. */
  private void three(int first, String what, String sends, String gets, boolean good) {
    int[] chops = {WebSocketCase.AT_ONCE, 0, 1};
    for (int i = 0; i < chops.length; i++) {
      String number = "5." + (first + i);
      if (good) {
        good(number, what, sends, gets);
      } else {
        bad(number, what, sends, gets);
      }
      chop(chops[i]);
    }
  }

  private void text() {
    String word = "Grüße-\uD83D\uDE00-κόσμε";
    good("6.1.1", "no text", "text", "text");
    good("6.1.2", "no text, in three", "+text +cont cont", "text");
    good("6.1.3", "text in the middle of three", "+text +cont:mid cont", "text:mid");
    good("6.2.1", "text", "text:" + word, "text:" + word);
    good("6.2.2", "text in two", "+text:Grüße-\uD83D\uDE00 cont:-κόσμε", "text:" + word);
    good("6.2.3", "each octet a frame", octets(word), "text:" + word);
    good("6.2.4", "each octet a frame, Greek", octets("κόσμε"), "text:κόσμε");
    bad("6.3.1", "no text", "text:#cebae1bdb9cf83cebcceb5eda080656469746564", NO_TEXT);
    bad("6.3.2", "no text, octet by octet", "text:#cebae1bdb9eda080656469746564", NO_TEXT);
    chop(1);
    List<Utf8Sequences.Row> rows = Utf8Sequences.all();
    for (Utf8Sequences.Row row : rows) {
      if (row.valid()) {
        good(row.number(), row.what(), "text:#" + row.hex(), "text:#" + row.hex());
      } else {
        bad(row.number(), row.what(), "text:#" + row.hex(), NO_TEXT);
      }
    }
  }

  /** What is no text ends the session though more of its message is to come. */
  private void textAtOnce() {
    bad("6.4.1", "beyond Unicode, frame by frame", "+text:κό +cont:#f4908080", NO_TEXT);
    bad("6.4.2", "beyond Unicode at its second octet", "+text:#cebaf4 +cont:#90", NO_TEXT);
    bad("6.4.3", "beyond Unicode within a frame", "text:#cebaf4908080 cut", NO_TEXT);
    bad("6.4.4", "its second octet within a frame", "text:#cebaf490 cut", NO_TEXT);
    chop(1);
  }

  private void closing() {
    good("7.1.1", "message, close", "text:a", "text:a");
    good("7.1.2", "two closes", "close:#03e8", "");
    bad("7.1.3", "ping after the close", "close:#03e8 ping", "close:1000");
    bad("7.1.4", "text after the close", "close:#03e8 text:a", "close:1000");
    bad("7.1.5", "close within a message", "+text:a close:#03e8 cont:b", "close:1000");
    bad(
        "7.1.6",
        "large message, another, close, ping, at once",
        "text:*262144 text:b close:#03e8 ping",
        "text:*262144 text:b close:1000");
    chop(WebSocketCase.AT_ONCE);
    bad("7.3.1", "close without content", "close", "close:1005");
    bad("7.3.2", "close of one octet", "close:#03", BROKEN);
    bad("7.3.3", "close with a code", "close:#03e8", "close:1000");
    bad("7.3.4", "close with a reason", "close:#03e8676f6f64", "close:1000");
    bad("7.3.5", "close with a reason of 123 octets", reason(123), "close:1000");
    bad("7.3.6", "close with a reason of 124 octets", reason(124), BROKEN);
    bad("7.5.1", "reason that is no text", "close:#03e8cebaeda080", NO_TEXT);
  }

  private void closeCodes() {
    // The last three were registered after the first suites were written, which held them invalid.
    int[] valid = {
      1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999, 1012, 1013, 1014
    };
    for (int i = 0; i < valid.length; i++) {
      bad("7.7." + (i + 1), "code " + valid[i], code(valid[i]), "close:" + valid[i]);
    }
    int[] invalid = {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 1015};
    for (int i = 0; i < invalid.length; i++) {
      bad("7.9." + (i + 1), "code " + invalid[i], code(invalid[i]), BROKEN);
    }
    bad("7.13.1", "code 5000", code(5000), BROKEN);
    bad("7.13.2", "code 65535", code(65_535), BROKEN);
  }

  private static String code(int code) {
    return String.format("close:#%04x", code);
  }

  private static String reason(int octets) {
    return "close:#03e8" + "61".repeat(octets);
  }

  private static String repeat(int count, String word) {
    return IntStream.range(0, count)
        .mapToObj(i -> String.format(word, i))
        .collect(Collectors.joining(" "));
  }

  private static String octets(String text) {
    byte[] octets = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < octets.length; i++) {
      String more = i < octets.length - 1 ? "+" : "";
      words.add(more + (i == 0 ? "text" : "cont") + String.format(":#%02x", octets[i]));
    }
    return String.join(" ", words);
  }
}
