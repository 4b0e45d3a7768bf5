package io.molt.web.http;

import java.net.InetAddress;

/** The addresses that begin with the same bits. */
record AddressBlock(InetAddress first, int bits) {

  /**
   * Returns the block of a text such as {@code 10.0.0.0/8}, or of one address.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static AddressBlock of(String text) {
    int slash = text.indexOf('/');
    InetAddress first = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
    if (first == null) {
      throw malformed(text);
    }
    int width = first.getAddress().length * Byte.SIZE;
    int bits = slash < 0 ? width : number(text.substring(slash + 1));
    if (bits < 0 || bits > width) {
      throw malformed(text);
    }
    return new AddressBlock(first, bits);
  }

  boolean contains(InetAddress address) {
    byte[] one = first.getAddress();
    byte[] other = address.getAddress();
    if (one.length != other.length) {
      return false;
    }
    int whole = bits / Byte.SIZE;
    for (int i = 0; i < whole; i++) {
      if (one[i] != other[i]) {
        return false;
      }
    }
    int rest = Byte.SIZE - bits % Byte.SIZE;
    return rest == Byte.SIZE || (one[whole] & 0xff) >> rest == (other[whole] & 0xff) >> rest;
  }

  private static int number(String digits) {
    return digits.matches("\\d{1,3}") ? Integer.parseInt(digits) : -1;
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException("trusted peer: '" + Tokens.visible(text)
        + "' (expected: an address, a block such as 10.0.0.0/8 or fd00::/8, or unix)");
  }
}
