package io.molt.conformance;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** What messages are made of that are compressed: five kinds, the same octets every time, of one octet each per character. */
enum SampleData {
  PROSE(true) {
    @Override
    void append(StringBuilder out, Random random) {
      String[] words = {"the", "river", "was", "slow", "and", "brown", "that", "year", "nobody"};
      out.append(words[random.nextInt(words.length)]).append(random.nextInt(9) == 0 ? ".\n" : " ");
    }
  },
  BITMAP(false) {
    @Override
    void append(StringBuilder out, Random random) {
      int x = out.length() % 512;
      out.append((char) (x / 2 + random.nextInt(4) & 0xff));
    }
  },
  NOISE(false) {
    @Override
    void append(StringBuilder out, Random random) {
      out.append((char) random.nextInt(256));
    }
  },
  JSON(true) {
    @Override
    void append(StringBuilder out, Random random) {
      out.append("{\"id\":").append(random.nextInt(100_000));
      out.append(",\"price\":").append(random.nextInt(1000)).append(".5,\"tags\":[\"a\",\"b\"]},");
    }
  },
  HTML(true) {
    @Override
    void append(StringBuilder out, Random random) {
      out.append("<tr class=\"row\"><td>").append(random.nextInt(1000)).append("</td>");
      out.append("<td><a href=\"/item/").append(random.nextInt(1000)).append("\">more</a></td>");
    }
  };

  private static final int SIZE = 512 * 1024;

  private final boolean text;
  private final byte[] octets;

  SampleData(boolean text) {
    this.text = text;
    Random random = new Random(11);
    StringBuilder out = new StringBuilder();
    while (out.length() < SIZE) {
      append(out, random);
    }
    octets = Arrays.copyOf(out.toString().getBytes(StandardCharsets.ISO_8859_1), SIZE);
  }

  abstract void append(StringBuilder out, Random random);

  boolean isText() {
    return text;
  }

  /** Returns so many octets from there on, from the beginning again behind the end. */
  byte[] part(int from, int count) {
    byte[] part = new byte[count];
    for (int i = 0; i < count; i++) {
      part[i] = octets[Math.floorMod(from + i, SIZE)];
    }
    return part;
  }
}
