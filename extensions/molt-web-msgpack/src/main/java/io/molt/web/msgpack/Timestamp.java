package io.molt.web.msgpack;

import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The one extension type that MessagePack defines itself: a time, in 4, 8 or 12 bytes. */
final class Timestamp {
  static final byte TYPE = -1;

  private static final int MAX_NANOS = 999_999_999;

  private Timestamp() {}

  /** Returns the time as ISO 8601, or null if the bytes are none. */
  static @Nullable String text(ByteBuffer bytes) {
    return switch (bytes.remaining()) {
      case 4 -> text(Integer.toUnsignedLong(bytes.getInt()), 0);
      case 8 -> inEightBytes(bytes.getLong());
      case 12 -> inTwelveBytes(bytes);
      default -> null;
    };
  }

  private static @Nullable String inEightBytes(long bits) {
    return text(bits & 0x3_ffff_ffffL, bits >>> 34);
  }

  private static @Nullable String inTwelveBytes(ByteBuffer bytes) {
    long nanos = Integer.toUnsignedLong(bytes.getInt());
    return text(bytes.getLong(), nanos);
  }

  private static @Nullable String text(long seconds, long nanos) {
    if (nanos > MAX_NANOS) {
      return null;
    }
    try {
      return Instant.ofEpochSecond(seconds, nanos).toString();
    } catch (DateTimeException | ArithmeticException outOfRange) {
      return null;
    }
  }
}
