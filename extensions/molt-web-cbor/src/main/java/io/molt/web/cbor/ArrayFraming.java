package io.molt.web.cbor;

import java.nio.ByteBuffer;

/** Makes one array of indefinite length out of elements (RFC 8949 section 3.2.2). Used once, by one thread at a time. */
final class ArrayFraming {
  private static final byte BEGIN = (byte) 0x9f;
  private static final byte BREAK = (byte) 0xff;
  private static final byte EMPTY = (byte) 0x80;

  private boolean begun;

  ByteBuffer element(byte[] bytes) {
    if (begun) {
      return ByteBuffer.wrap(bytes);
    }
    begun = true;
    return ByteBuffer.allocate(bytes.length + 1).put(BEGIN).put(bytes).flip();
  }

  ByteBuffer end() {
    return ByteBuffer.wrap(new byte[] {begun ? BREAK : EMPTY});
  }
}
