package io.molt.web.http;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * Content that is lent to whoever reads it for the time of a call, since its memory is used again: see {@link Request#lent}.
 * What is to be kept has to be {@linkplain #copy copied}.
 *
 * <p>Every method but {@link #toString} fails with an {@link IllegalStateException} when the call is over, or on another
 * thread.
 */
public final class LentBytes {
  private final Thread borrower = Thread.currentThread();
  private @Nullable ByteBuffer bytes;

  LentBytes(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** Returns the number of bytes. */
  public int length() {
    return bytes().remaining();
  }

  /**
   * Returns a byte.
   *
   * @throws IndexOutOfBoundsException if there is none at that index
   */
  public byte get(int index) {
    ByteBuffer lent = bytes();
    return lent.get(lent.position() + Objects.checkIndex(index, lent.remaining()));
  }

  /** Returns all bytes in an array of the caller's own. */
  public byte[] copy() {
    ByteBuffer lent = bytes();
    byte[] copy = new byte[lent.remaining()];
    lent.duplicate().get(copy);
    return copy;
  }

  /**
   * Puts all bytes into a buffer.
   *
   * @throws java.nio.BufferOverflowException if there is no room for them
   */
  public void copyTo(ByteBuffer target) {
    target.put(bytes().duplicate());
  }

  /** Has a digest go on over all bytes. */
  public void update(MessageDigest digest) {
    digest.update(bytes().duplicate());
  }

  /** Has a checksum go on over all bytes. */
  public void update(Checksum checksum) {
    checksum.update(bytes().duplicate());
  }

  /** Returns the number of bytes, none of them; at any time, and on any thread. */
  @Override
  public String toString() {
    ByteBuffer lent = bytes;
    return lent == null ? "bytes that were lent" : "lent bytes: " + lent.remaining();
  }

  /** Takes note that the call is over. */
  void takeBack() {
    bytes = null;
  }

  private ByteBuffer bytes() {
    ByteBuffer lent = borrower == Thread.currentThread() ? bytes : null;
    if (lent == null) {
      throw new IllegalStateException("lent bytes: used after the call that they were lent for, or"
          + " on another thread (expected: copy() of what is kept)");
    }
    return lent;
  }
}
