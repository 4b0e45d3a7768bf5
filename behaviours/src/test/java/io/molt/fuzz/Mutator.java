package io.molt.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Makes something else of what well-meaning clients send: a pure function of the random numbers it is given. */
final class Mutator {
  private static final int MAX_LENGTH = 32 * 1024;
  private static final int MAX_CHANGES = 6;
  private static final List<byte[]> TOKENS = List.of(
      text("\r\n"),
      text("\n"),
      text("\r"),
      text(" "),
      text("\t"),
      text(":"),
      text("\0"),
      text(";"),
      text("chunked"),
      text("Transfer-Encoding: chunked\r\n"),
      text("Content-Length: 5\r\n"),
      text("Content-Length: 99999999999999999999\r\n"),
      text("-1"),
      text("ffffffffffffffff"),
      text("0\r\n\r\n"),
      text("Host: a\r\n"),
      text("Connection: close\r\n"),
      text("%"),
      text("%00"),
      text("%c0%af"),
      text("../"),
      text("\u00e9"),
      text("Expect: 100-continue\r\n"),
      text("#"),
      text("HTTP/1.0"),
      text("GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
      text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));

  private final SplittableRandom random;

  Mutator(SplittableRandom random) {
    this.random = random;
  }

  /** Returns what one connection sends. */
  byte[] next(List<byte[]> corpus) {
    byte[] bytes = pick(corpus).clone();
    while (random.nextInt(3) == 0) {
      bytes = joined(bytes, pick(corpus));
    }
    // Sound requests in random segments have to be among what is sent.
    int changes = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(MAX_CHANGES);
    for (int i = 0; i < changes; i++) {
      bytes = changed(bytes, corpus);
    }
    return bytes.length > MAX_LENGTH ? Arrays.copyOf(bytes, MAX_LENGTH) : bytes;
  }

  private byte[] changed(byte[] bytes, List<byte[]> corpus) {
    int at = random.nextInt(bytes.length + 1);
    int end = Math.min(bytes.length, at + 1 + random.nextInt(16));
    return switch (random.nextInt(9)) {
      case 0 -> flipped(bytes, at);
      case 1 -> spliced(bytes, at, at, new byte[] {(byte) random.nextInt(256)});
      case 2 -> spliced(bytes, at, end, new byte[0]);
      case 3 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
      case 4 -> spliced(bytes, at, at, pick(TOKENS));
      case 5 -> spliced(bytes, at, end, pick(TOKENS));
      case 6 -> joined(Arrays.copyOf(bytes, at), tail(pick(corpus)));
      case 7 -> spliced(bytes, at, at, noise(1 + random.nextInt(64)));
      default -> spliced(bytes, at, at, repeated());
    };
  }

  private byte[] flipped(byte[] bytes, int at) {
    byte[] other = bytes.clone();
    if (at < other.length) {
      other[at] ^= (byte) (1 << random.nextInt(8));
    }
    return other;
  }

  private byte[] repeated() {
    byte[] run = new byte[1 << random.nextInt(14)];
    Arrays.fill(run, (byte) random.nextInt(256));
    return run;
  }

  private byte[] noise(int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  private byte[] tail(byte[] bytes) {
    return Arrays.copyOfRange(bytes, random.nextInt(bytes.length + 1), bytes.length);
  }

  private byte[] pick(List<byte[]> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] between) {
    return joined(
        Arrays.copyOf(bytes, from),
        between,
        Arrays.copyOfRange(bytes, Math.max(from, to), Math.max(bytes.length, to)));
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] text(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
