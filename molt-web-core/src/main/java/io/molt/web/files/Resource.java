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
 * @param changed the time that the version goes by, or null if it goes by none
 * @param isSequential whether a part of it is reached only by reading all that lies before
 * @param source gives its bytes, and reads none before they are asked for
 */
record Resource(
    long length,
    String version,
    @Nullable Instant lastModified,
    @Nullable Instant changed,
    boolean isSequential,
    ByteRanges.Source source) {
  private static final int TICK_SECONDS = 2;

  /** Returns a file whose version is told by its time and its length. */
  static Resource ofTime(long length, Instant lastModified, ByteRanges.Source source) {
    return new Resource(
        length, version(length, lastModified), lastModified, lastModified, false, source);
  }

  /** Returns a file of which only the system can tell when it changed: nobody set that time. */
  static Resource ofChange(long length, Instant changed, ByteRanges.Source source) {
    return new Resource(length, version(length, changed), null, changed, false, source);
  }

  /** Returns a file that is told by a digest, and has to be read from its start. */
  static Resource ofDigest(long length, long digest, ByteRanges.Source source) {
    String version = Long.toHexString(digest) + "-" + Long.toHexString(length);
    return new Resource(length, version, null, null, true, source);
  }

  /**
   * Returns the entity tag: a strong one, unless the file is so fresh that it might change once more within a tick of its
   * clock.
   *
   * @param variant tells apart what is made of the same file
   */
  EntityTag tag(String variant, Instant now) {
    boolean isFresh = changed != null && changed.plusSeconds(TICK_SECONDS).isAfter(now);
    return new EntityTag(version + variant, isFresh);
  }

  private static String version(long length, Instant time) {
    return Long.toHexString(time.getEpochSecond())
        + Integer.toHexString(time.getNano())
        + "-" + Long.toHexString(length);
  }
}
