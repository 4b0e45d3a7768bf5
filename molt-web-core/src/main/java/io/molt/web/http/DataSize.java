package io.molt.web.http;

/**
 * A number of bytes.
 *
 * @param bytes 0 or more
 */
public record DataSize(long bytes) {
  /**
   * Checks the count.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public DataSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("data size: " + bytes + " (expected: >= 0)");
    }
  }

  /** Returns that many bytes. */
  public static DataSize ofBytes(long count) {
    return new DataSize(count);
  }

  /** Returns that many times 1,024 bytes. */
  public static DataSize ofKilobytes(long count) {
    return new DataSize(Math.multiplyExact(count, 1024L));
  }

  /** Returns that many times 1,048,576 bytes. */
  public static DataSize ofMegabytes(long count) {
    return new DataSize(Math.multiplyExact(count, 1024L * 1024));
  }

  /** Returns the size in the largest unit that divides it, such as {@code 10 MB}. */
  @Override
  public String toString() {
    if (bytes > 0 && bytes % (1024 * 1024) == 0) {
      return bytes / (1024 * 1024) + " MB";
    }
    return bytes > 0 && bytes % 1024 == 0 ? bytes / 1024 + " KB" : bytes + " B";
  }
}
