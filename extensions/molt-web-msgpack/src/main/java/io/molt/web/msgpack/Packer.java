package io.molt.web.msgpack;

import io.molt.web.codec.EncodingException;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Writes a tree as MessagePack, each value in its shortest form. Used once. */
final class Packer {
  private static final BigInteger MAX_UNSIGNED =
      BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Object owner;

  private Packer(Object owner) {
    this.owner = owner;
  }

  /**
   * Returns the bytes of a tree.
   *
   * @param owner what the tree was made of, for the message of an error
   */
  static byte[] pack(JsonNode tree, Object owner) {
    Packer packer = new Packer(owner);
    packer.value(tree);
    return packer.out.toByteArray();
  }

  private void value(JsonNode node) {
    switch (node.getNodeType()) {
      case NULL, MISSING -> out.write(0xc0);
      case BOOLEAN -> out.write(node.booleanValue() ? 0xc3 : 0xc2);
      case STRING -> string(node.stringValue());
      case NUMBER -> number(node);
      case BINARY -> binary(node.binaryValue());
      case ARRAY -> array(node);
      case OBJECT -> object(node);
      default -> throw unfit("an object of Java that Jackson did not take apart");
    }
  }

  private void array(JsonNode node) {
    head(node.size(), 0x90, 0xdc, 0xdd);
    for (JsonNode element : node) {
      value(element);
    }
  }

  private void object(JsonNode node) {
    head(node.size(), 0x80, 0xde, 0xdf);
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      string(member.getKey());
      value(member.getValue());
    }
  }

  /** Writes the head of an array or a map: in one byte up to 15. */
  private void head(int size, int inOneByte, int in16Bits, int in32Bits) {
    if (size < 16) {
      out.write(inOneByte | size);
    } else if (size < 1 << 16) {
      sized(in16Bits, size, 2);
    } else {
      sized(in32Bits, size, 4);
    }
  }

  private void string(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (hasHalf(text)) {
      throw unfit("a string with half a surrogate pair");
    }
    if (bytes.length < 32) {
      out.write(0xa0 | bytes.length);
    } else {
      length(0xd9, bytes.length);
    }
    out.writeBytes(bytes);
  }

  /** Returns whether the text has half a character, in whose place UTF-8 would have a question mark. */
  private static boolean hasHalf(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == text.length()
            || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  private void binary(byte[] bytes) {
    length(0xc4, bytes.length);
    out.writeBytes(bytes);
  }

  /** Writes a length after the first of three codes that stand in a row, for 8, 16 and 32 bits. */
  private void length(int code, int length) {
    if (length < 1 << 8) {
      sized(code, length, 1);
    } else if (length < 1 << 16) {
      sized(code + 1, length, 2);
    } else {
      sized(code + 2, length, 4);
    }
  }

  private void number(JsonNode node) {
    switch (node.numberType()) {
      case INT, LONG -> integer(node.longValue());
      case BIG_INTEGER -> integer(node.bigIntegerValue());
      case FLOAT -> sized(0xca, Float.floatToIntBits(node.floatValue()), 4);
      case DOUBLE -> real(node.doubleValue());
      case BIG_DECIMAL -> decimal(node.decimalValue());
      default -> throw unfit("a number of an unknown kind");
    }
  }

  private void integer(BigInteger value) {
    if (value.bitLength() < Long.SIZE) {
      integer(value.longValue());
    } else if (value.signum() > 0 && value.compareTo(MAX_UNSIGNED) <= 0) {
      sized(0xcf, value.longValue(), 8);
    } else {
      throw unfit("a whole number of more than 64 bits");
    }
  }

  private void integer(long value) {
    if (value >= -32 && value < 128) {
      out.write((int) value);
    } else if (value >= 0) {
      unsigned(value);
    } else {
      negative(value);
    }
  }

  private void unsigned(long value) {
    if (value < 1L << 8) {
      sized(0xcc, value, 1);
    } else if (value < 1L << 16) {
      sized(0xcd, value, 2);
    } else if (value < 1L << 32) {
      sized(0xce, value, 4);
    } else {
      sized(0xcf, value, 8);
    }
  }

  private void negative(long value) {
    if (value >= Byte.MIN_VALUE) {
      sized(0xd0, value, 1);
    } else if (value >= Short.MIN_VALUE) {
      sized(0xd1, value, 2);
    } else if (value >= Integer.MIN_VALUE) {
      sized(0xd2, value, 4);
    } else {
      sized(0xd3, value, 8);
    }
  }

  private void decimal(BigDecimal value) {
    double nearest = value.doubleValue();
    // A reader makes of 0.1 the decimal number of its shortest text, and not of all its bits.
    if (!Double.isFinite(nearest) || BigDecimal.valueOf(nearest).compareTo(value) != 0) {
      throw unfit("a decimal number that no double holds");
    }
    real(nearest);
  }

  private void real(double value) {
    sized(0xcb, Double.doubleToLongBits(value), 8);
  }

  /** Writes a code and as many bytes of a number, the highest first. */
  private void sized(int code, long value, int bytes) {
    out.write(code);
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift));
    }
  }

  private EncodingException unfit(String what) {
    String message = owner.getClass().getName() + " cannot be written as MessagePack: " + what;
    return new EncodingException(message, new IllegalArgumentException(what));
  }
}
