package io.molt.web.http;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The {@code traceparent} header (W3C Trace Context, level 1). */
final class TraceParent {
  // Version, trace id, parent id, flags; a version to come may say more after another dash.
  private static final int TRACE = 3;
  private static final int PARENT = 36;
  private static final int FLAGS = 53;
  private static final int END = 55;

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);
  // Threads of two processes may come to the same number; this makes of it another id in each.
  private static final long PROCESS = ThreadLocalRandom.current().nextLong();

  private TraceParent() {}

  /** Returns the trace id of the header, or a new one if there is none or it is malformed. */
  static String traceIdOf(@Nullable String header) {
    return header != null && isSound(header)
        ? header.substring(TRACE, PARENT - 1)
        : newTraceId(ThreadLocalRandom.current().nextLong());
  }

  private static boolean isSound(String header) {
    return header.length() >= END
        && isHex(header, 0, TRACE)
        && isHex(header, TRACE, PARENT)
        && isHex(header, PARENT, FLAGS)
        && isHex(header, FLAGS, END + 1)
        && !header.startsWith("ff")
        && !isZero(header, TRACE, PARENT)
        && !isZero(header, PARENT, FLAGS)
        && (header.length() == END || !header.startsWith("00"));
  }

  /** Returns whether there are nothing but lower-case digits up to the dash, or the end of the header, before {@code next}. */
  private static boolean isHex(String header, int start, int next) {
    for (int i = start; i < next - 1; i++) {
      char c = header.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return header.length() == next - 1 || header.charAt(next - 1) == '-';
  }

  private static boolean isZero(String header, int start, int next) {
    for (int i = start; i < next - 1; i++) {
      if (header.charAt(i) != '0') {
        return false;
      }
    }
    return true;
  }

  private static String newTraceId(long random) {
    byte[] id = new byte[PARENT - 1 - TRACE];
    // An id of nothing but zeros is none.
    hex(mixed(random + PROCESS) | 1, id, 0);
    hex(random, id, id.length / 2);
    return new String(id, StandardCharsets.ISO_8859_1);
  }

  /** Scatters neighbours all over (the finalizer of SplitMix64). */
  private static long mixed(long number) {
    long z = (number ^ number >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  private static void hex(long number, byte[] into, int start) {
    for (int i = 0; i < Long.BYTES * 2; i++) {
      into[start + i] = DIGITS[(int) (number >>> 60 - 4 * i) & 0xf];
    }
  }
}
