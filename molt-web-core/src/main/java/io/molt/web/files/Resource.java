package io.molt.web.files;

import io.molt.web.http.ByteRanges;
import io.molt.web.http.EntityTag;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One file, as it was when it was looked at.
 *
 * @param length in bytes
 * @param version is another one when the file has changed
 * @param lastModified when it was written last, or null if what is known of that cannot be relied on
 * @param source gives its bytes, and reads none before they are asked for
 */
record Resource(
    long length, String version, @Nullable Instant lastModified, ByteRanges.Source source) {
  private static final int TICK_SECONDS = 2;

  /** Returns a file whose version is told by its time and its length. */
  static Resource ofTime(long length, Instant lastModified, ByteRanges.Source source) {
    String version = Long.toHexString(lastModified.getEpochSecond())
        + Integer.toHexString(lastModified.getNano())
        + "-" + Long.toHexString(length);
    return new Resource(length, version, lastModified, source);
  }

  /**
   * Returns the entity tag: a strong one, unless the file is so fresh that it might change once more within a tick of its
   * clock.
   *
   * @param variant tells apart what is made of the same file
   */
  EntityTag tag(String variant, Instant now) {
    boolean isFresh =
        lastModified != null && lastModified.plusSeconds(TICK_SECONDS).isAfter(now);
    return new EntityTag(version + variant, isFresh);
  }
}
