package io.molt.web.test;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes that came in and were not looked at yet. */
final class StreamBuffer {
  private byte[] bytes = new byte[256];
  private int from;
  private int to;

  int size() {
    return to - from;
  }

  void add(ByteBuffer chunk) {
    int count = chunk.remaining();
    if (to + count > bytes.length) {
      byte[] larger = new byte[Math.max(2 * size(), size() + count)];
      System.arraycopy(bytes, from, larger, 0, size());
      to -= from;
      from = 0;
      bytes = larger;
    }
    chunk.duplicate().get(bytes, to, count);
    to += count;
  }

  void skip(int count) {
    from += count;
  }

  byte[] bytes() {
    return Arrays.copyOfRange(bytes, from, to);
  }

  /** Returns whether these bytes begin as the other ones do, as far as both go. */
  boolean startOf(byte[] other) {
    int common = Math.min(size(), other.length);
    return Arrays.equals(bytes, from, from + common, other, 0, common);
  }

  /** Takes the first piece off; null if it is not all there. */
  Framing.@Nullable Cut cut(Framing framing, boolean last) {
    if (size() == 0) {
      return null;
    }
    Framing.Cut cut = framing.cut(bytes, from, to, last);
    if (cut != null) {
      from = cut.end();
    }
    return cut;
  }
}
