package io.molt.web.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Writes the little of DER (ITU-T X.690) that keys and certificates are made of. */
final class Der {
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int NULL = 0x05;
  static final int OID = 0x06;
  static final int UTF8 = 0x0c;
  static final int UTC_TIME = 0x17;
  static final int GENERALIZED_TIME = 0x18;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int UTC_TIME_ENDS = 2050;

  private Der() {}

  static byte[] sequence(byte[]... parts) {
    return value(SEQUENCE, parts);
  }

  static byte[] set(byte[]... parts) {
    return value(SET, parts);
  }

  static byte[] integer(BigInteger number) {
    return value(INTEGER, number.toByteArray());
  }

  static byte[] integer(long number) {
    return integer(BigInteger.valueOf(number));
  }

  static byte[] yes() {
    return value(0x01, new byte[] {(byte) 0xff});
  }

  static byte[] nothing() {
    return value(NULL);
  }

  static byte[] octets(byte[] bytes) {
    return value(OCTET_STRING, bytes);
  }

  static byte[] bits(byte... bytes) {
    return value(BIT_STRING, new byte[] {0}, bytes);
  }

  static byte[] utf8(String text) {
    return value(UTF8, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns a moment, in the form that certificates have it (RFC 5280 section 4.1.2.5). */
  static byte[] time(Instant moment) {
    String text = TIME.format(moment);
    boolean utc = moment.atZone(ZoneOffset.UTC).getYear() < UTC_TIME_ENDS;
    byte[] octets = (utc ? text.substring(2) : text).getBytes(StandardCharsets.US_ASCII);
    return value(utc ? UTC_TIME : GENERALIZED_TIME, octets);
  }

  /** Returns an object identifier, such as {@code 2.5.4.3}. */
  static byte[] oid(String dotted) {
    String[] arcs = dotted.split("\\.");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      writeArc(out, Integer.parseInt(arcs[i]));
    }
    return value(OID, out.toByteArray());
  }

  /** Returns a value of any kind. */
  static byte[] value(int tag, byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    out.write(tag);
    writeLength(out, length);
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static void writeLength(ByteArrayOutputStream out, int length) {
    if (length < 0x80) {
      out.write(length);
      return;
    }
    int octets = length > 0xffff ? 3 : length > 0xff ? 2 : 1;
    out.write(0x80 | octets);
    for (int i = octets - 1; i >= 0; i--) {
      out.write(length >> 8 * i);
    }
  }

  private static void writeArc(ByteArrayOutputStream out, int arc) {
    for (int shift = 28; shift > 0; shift -= 7) {
      if (arc >>> shift > 0) {
        out.write(0x80 | arc >>> shift & 0x7f);
      }
    }
    out.write(arc & 0x7f);
  }
}
