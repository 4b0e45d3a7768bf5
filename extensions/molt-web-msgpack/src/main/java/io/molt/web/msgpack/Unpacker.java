package io.molt.web.msgpack;

import io.molt.web.codec.DecodingException;
import io.molt.web.json.JsonLimits;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads one value of MessagePack as a tree. Takes no more memory than the bytes account for, whatever lengths they claim. */
final class Unpacker {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ByteBuffer in;
  private final JsonLimits limits;

  Unpacker(byte[] bytes, JsonLimits limits) {
    this.in = ByteBuffer.wrap(bytes);
    this.limits = limits;
  }

  JsonNode read() {
    if (!in.hasRemaining()) {
      throw new DecodingException("the content is empty (expected: MessagePack)", Map.of(), null);
    }
    JsonNode value = value(0);
    if (in.hasRemaining()) {
      throw failure("content after the end of the MessagePack");
    }
    return value;
  }

  private JsonNode value(int depth) {
    require(1);
    int code = in.get() & 0xff;
    if (code < 0x80 || code >= 0xe0) {
      return NODES.numberNode((int) (byte) code);
    }
    if (code < 0xc0) {
      return inOneByte(code, depth);
    }
    return switch (code) {
      case 0xc0 -> NODES.nullNode();
      case 0xc2, 0xc3 -> NODES.booleanNode(code == 0xc3);
      case 0xc4, 0xc5, 0xc6 -> NODES.binaryNode(bytes(length(code - 0xc4)));
      case 0xc7, 0xc8, 0xc9 -> extension(length(code - 0xc7));
      case 0xca -> NODES.numberNode(Float.intBitsToFloat((int) unsigned(4)));
      case 0xcb -> NODES.numberNode(Double.longBitsToDouble(unsigned(8)));
      case 0xcc, 0xcd, 0xce -> whole(length(code - 0xcc));
      case 0xcf -> large(unsigned(8));
      case 0xd0, 0xd1, 0xd2, 0xd3 -> signed(1 << (code - 0xd0));
      case 0xd4, 0xd5, 0xd6, 0xd7, 0xd8 -> extension(1 << (code - 0xd4));
      case 0xd9, 0xda, 0xdb -> NODES.stringNode(string(length(code - 0xd9)));
      case 0xdc, 0xdd -> array(length(code - 0xdc + 1), depth);
      case 0xde, 0xdf -> object(length(code - 0xde + 1), depth);
      default -> throw failure("the MessagePack is malformed");
    };
  }

  private JsonNode inOneByte(int code, int depth) {
    if (code < 0x90) {
      return object(code & 0x0f, depth);
    }
    return code < 0xa0 ? array(code & 0x0f, depth) : NODES.stringNode(string(code & 0x1f));
  }

  private JsonNode array(long size, int depth) {
    enter(size, depth);
    ArrayNode array = NODES.arrayNode();
    for (long i = 0; i < size; i++) {
      array.add(value(depth + 1));
    }
    return array;
  }

  private JsonNode object(long size, int depth) {
    enter(2 * size, depth);
    ObjectNode object = NODES.objectNode();
    for (long i = 0; i < size; i++) {
      String name = name();
      if (object.has(name)) {
        throw failure("an object has two members of the same name");
      }
      object.set(name, value(depth + 1));
    }
    return object;
  }

  /** Refuses what claims more values than bytes are left, or is nested too deep. */
  private void enter(long values, int depth) {
    require(values);
    if (depth >= limits.depth()) {
      throw failure("nested too deep (expected: at most " + limits.depth() + " levels)");
    }
  }

  private String name() {
    require(1);
    int code = in.get(in.position()) & 0xff;
    boolean isString = (code >= 0xa0 && code < 0xc0) || (code >= 0xd9 && code <= 0xdb);
    if (!isString) {
      throw failure("a member name is not a string");
    }
    String text = value(limits.depth()).stringValue();
    if (text.length() > limits.name()) {
      throw failure("member name too long (expected: at most " + limits.name() + " characters)");
    }
    return text;
  }

  private JsonNode whole(long value) {
    return value == (int) value ? NODES.numberNode((int) value) : NODES.numberNode(value);
  }

  private JsonNode large(long bits) {
    return bits >= 0
        ? whole(bits)
        : NODES.numberNode(new BigInteger(Long.toUnsignedString(bits)));
  }

  private JsonNode signed(int size) {
    int shift = Long.SIZE - 8 * size;
    return whole(unsigned(size) << shift >> shift);
  }

  private String string(long length) {
    byte[] bytes = bytes(length);
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.length() > limits.string()) {
        throw failure("string too long (expected: at most " + limits.string() + " characters)");
      }
      return text;
    } catch (CharacterCodingException malformed) {
      throw failure("a string is not UTF-8");
    }
  }

  private JsonNode extension(long length) {
    require(1);
    byte type = in.get();
    if (type != Timestamp.TYPE) {
      throw failure("extension type " + type + " (expected: none but timestamps)");
    }
    String text = Timestamp.text(ByteBuffer.wrap(bytes(length)));
    if (text == null) {
      throw failure("the MessagePack is malformed");
    }
    return NODES.stringNode(text);
  }

  /** Returns a length, or a number, of 8, 16 or 32 bits. */
  private long length(int power) {
    return unsigned(1 << power);
  }

  private long unsigned(int size) {
    require(size);
    long value = 0;
    for (int i = 0; i < size; i++) {
      value = value << 8 | (in.get() & 0xff);
    }
    return value;
  }

  private byte[] bytes(long length) {
    require(length);
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return bytes;
  }

  private void require(long bytes) {
    if (bytes > in.remaining()) {
      throw failure("the MessagePack ends too early");
    }
  }

  private DecodingException failure(String message) {
    return new DecodingException(message, Map.of("offset", in.position()), null);
  }
}
