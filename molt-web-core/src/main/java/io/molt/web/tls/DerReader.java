package io.molt.web.tls;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.spec.InvalidKeySpecException;

/** Reads DER (ITU-T X.690), value by value, as far as private keys need it. */
final class DerReader {
  private final ByteBuffer in;

  DerReader(byte[] bytes) {
    this(ByteBuffer.wrap(bytes));
  }

  private DerReader(ByteBuffer in) {
    this.in = in;
  }

  /** Returns whether a value with that tag comes next. */
  boolean isNext(int tag) {
    return in.hasRemaining() && (in.get(in.position()) & 0xff) == tag;
  }

  /** Returns a reader of what the next value holds, which must have that tag. */
  DerReader enter(int tag) throws InvalidKeySpecException {
    return new DerReader(take(tag));
  }

  /** Returns the next value, which must have that tag, with its tag and length. */
  byte[] read(int tag) throws InvalidKeySpecException {
    int start = in.position();
    take(tag);
    byte[] whole = new byte[in.position() - start];
    in.get(start, whole);
    return whole;
  }

  private ByteBuffer take(int tag) throws InvalidKeySpecException {
    try {
      require(in.get() & 0xff, tag, tag);
      int length = readLength();
      require(length, 0, in.remaining());
      ByteBuffer value = in.slice(in.position(), length);
      in.position(in.position() + length);
      return value;
    } catch (BufferUnderflowException cut) {
      throw new InvalidKeySpecException("DER: ends in the middle of a value", cut);
    }
  }

  private int readLength() {
    int first = in.get() & 0xff;
    if (first < 0x80) {
      return first;
    }
    byte[] octets = new byte[first & 0x7f];
    in.get(octets);
    return new BigInteger(1, octets).min(BigInteger.valueOf(Integer.MAX_VALUE)).intValue();
  }

  private static void require(int found, int least, int most) throws InvalidKeySpecException {
    if (found < least || found > most) {
      throw new InvalidKeySpecException(
          "DER: " + found + " (expected: " + least + " to " + most + ")");
    }
  }
}
