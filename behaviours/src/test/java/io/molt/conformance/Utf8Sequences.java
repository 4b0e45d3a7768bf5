package io.molt.conformance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Octets that are UTF-8 (RFC 3629), and octets that are not: groups 6.5 to 6.23. */
final class Utf8Sequences {
  private static final boolean GOOD = true;
  private static final boolean BAD = false;

  private final List<Row> rows = new ArrayList<>();
  private int group = 5;

  /** Octets, and whether they are text. */
  record Row(String number, String what, String hex, boolean valid) {}

  private Utf8Sequences() {}

  static List<Row> all() {
    Utf8Sequences made = new Utf8Sequences();
    made.wellFormed();
    made.boundaries();
    made.torn();
    made.overlong();
    made.surrogates();
    made.noCharacters();
    return made.rows;
  }

  /** Adds a group of sequences, all of them text or none. */
  private void add(String what, boolean valid, String... sequences) {
    for (int i = 0; i < sequences.length; i++) {
      rows.add(new Row("6." + group + "." + (i + 1), what, sequences[i], valid));
    }
    group++;
  }

  private void wellFormed() {
    String greek = hex("κόσμε");
    add(
        "well-formed",
        GOOD,
        hex("a$b"),
        hex("a\u00a2b"),
        hex("a\u20acb"),
        hex("a" + Character.toString(0x24b62) + "b"),
        greek);
    for (int octets = 1; octets <= greek.length() / 2; octets++) {
      String prefix = greek.substring(0, octets * 2);
      String whole = hex(new String(HexFormat.of().parseHex(prefix), StandardCharsets.UTF_8));
      rows.add(new Row(
          "6." + group + "." + octets,
          "first " + octets + " octets",
          prefix,
          whole.equals(prefix)));
    }
    group++;
  }

  private void boundaries() {
    add("first of a length", GOOD, point(0), point(0x80), point(0x800), point(0x10000));
    add("first of 5 and 6 octets", BAD, "f888808080", "fc8480808080");
    add("last of a length", GOOD, point(0x7f), point(0x7ff), point(0xffff), point(0x10ffff));
    add("last of 4 to 6 octets", BAD, "f7bfbfbf", "fbbfbfbfbf", "fdbfbfbfbfbf");
    add("around the gaps", GOOD, point(0xd7ff), point(0xe000), point(0xfffd), point(0x10ffff));
    rows.add(new Row("6.11.5", "just beyond Unicode", "f4908080", BAD));
  }

  private void torn() {
    List<String> alone = new ArrayList<>(List.of("80", "bf"));
    for (int count = 2; count <= 6; count++) {
      alone.add("80bf".repeat(3).substring(0, count * 2));
    }
    alone.add(range(0x80, 0xbf, ""));
    add("continuation of nothing", BAD, alone.toArray(String[]::new));
    add(
        "starts alone",
        BAD,
        range(0xc0, 0xdf, "20"),
        range(0xe0, 0xef, "20"),
        range(0xf0, 0xf7, "20"),
        range(0xf8, 0xfb, "20"),
        range(0xfc, 0xfd, "20"));
    String[] cut = {
      "c0",
      "e080",
      "f08080",
      "f8808080",
      "fc80808080",
      "df",
      "efbf",
      "f7bfbf",
      "fbbfbfbf",
      "fdbfbfbfbf"
    };
    add("last octet missing", BAD, cut);
    add("many of these", BAD, String.join("", cut));
    add("impossible octets", BAD, "fe", "ff", "fefeffff");
  }

  private void overlong() {
    add("overlong solidus", BAD, "c0af", "e080af", "f08080af", "f8808080af", "fc80808080af");
    add("longest overlong", BAD, "c1bf", "e09fbf", "f08fbfbf", "f887bfbfbf", "fc83bfbfbfbf");
    add("overlong NUL", BAD, "c080", "e08080", "f0808080", "f880808080", "fc8080808080");
  }

  private void surrogates() {
    int[] single = {0xd800, 0xdb7f, 0xdb80, 0xdbff, 0xdc00, 0xdf80, 0xdfff};
    String[] octets = new String[single.length];
    for (int i = 0; i < single.length; i++) {
      octets[i] = threeOctets(single[i]);
    }
    add("surrogate alone", BAD, octets);
    List<String> pairs = new ArrayList<>();
    for (int high : new int[] {0xd800, 0xdb7f, 0xdb80, 0xdbff}) {
      for (int low : new int[] {0xdc00, 0xdfff}) {
        pairs.add(threeOctets(high) + threeOctets(low));
      }
    }
    add("pair of surrogates", BAD, pairs.toArray(String[]::new));
  }

  private void noCharacters() {
    List<String> points = new ArrayList<>();
    for (int plane = 0; plane <= 0x10; plane++) {
      points.add(point(plane << 16 | 0xfffe));
      points.add(point(plane << 16 | 0xffff));
    }
    add("no character, and yet text", GOOD, points.toArray(String[]::new));
    String[] specials = new String[7];
    for (int i = 0; i < specials.length; i++) {
      specials[i] = point(0xfff9 + i);
    }
    add("specials", GOOD, specials);
  }

  private static String point(int codePoint) {
    return hex(Character.toString(codePoint));
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String range(int from, int to, String between) {
    StringBuilder out = new StringBuilder();
    for (int octet = from; octet <= to; octet++) {
      out.append(String.format("%02x", octet)).append(between);
    }
    return out.toString();
  }

  private static String threeOctets(int value) {
    return String.format(
        "%02x%02x%02x", 0xe0 | value >> 12, 0x80 | value >> 6 & 0x3f, 0x80 | value & 0x3f);
  }
}
