package io.molt.web.json;

import io.molt.web.codec.DecodingException;
import io.molt.web.codec.EncodingException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.function.Function;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.cfg.MapperBuilder;

/**
 * What codecs of other formats share with JSON: values to bytes and back by a mapper of Jackson, as strict, and with errors
 * in the client's terms. For binary formats: errors tell an {@code offset} (from 0, in bytes) where it is known, and the
 * {@code pointer} of the offender. Immutable; any thread.
 */
public final class JacksonFormat {
  private final TypeCache<ValueReader> readers;
  private final TypeCache<ValueWriter> writers;

  private JacksonFormat(ObjectMapper mapper, String name) {
    this.readers = new TypeCache<>(type -> ValueReader.of(mapper, name, type));
    this.writers = new TypeCache<>(type -> ValueWriter.of(mapper, name, type));
  }

  /**
   * Returns a format.
   *
   * @param name what clients and logs call it, such as {@code CBOR}
   */
  public static JacksonFormat of(ObjectMapper mapper, String name) {
    return new JacksonFormat(mapper, name);
  }

  /** Returns the builder with what makes a mapper as strict as that of {@link JsonCodec#mapper}, but for its limits. */
  public static <M extends ObjectMapper, B extends MapperBuilder<M, B>> B strict(B builder) {
    return Mappers.strict(builder);
  }

  /** Returns the limits in the form that factories of parsers take; {@link JsonLimits#element()} is not among them. */
  public static StreamReadConstraints constraints(JsonLimits limits) {
    return Mappers.constraints(limits);
  }

  /** Returns whether values of the type are bytes already, which codecs leave to each other. */
  public static boolean isBytes(Type type) {
    return type == byte[].class
        || (type instanceof Class<?> raw && ByteBuffer.class.isAssignableFrom(raw));
  }

  /**
   * Returns the value that bytes spell.
   *
   * @throws DecodingException if they do not spell one
   */
  public Object decode(byte[] bytes, Type type) {
    return decode(bytes, type, -1, 0);
  }

  /**
   * Returns the value that one element of a stream spells.
   *
   * @param index its place in the stream's array, with which pointers begin; -1 if it stands in none
   * @param offset the number of bytes before it
   * @throws DecodingException if it does not spell one
   */
  public Object decode(byte[] element, Type type, long index, long offset) {
    return readers.get(type).read(Element.binary(element, index, offset));
  }

  /**
   * Returns the value that the tokens of a parser spell, for a format that the mapper does not read itself. The parser is
   * closed. A failure of its own whose cause is a {@link DecodingException} is told with the message of that.
   *
   * @param parser makes the parser, in the mapper's context
   * @throws DecodingException if they do not spell one
   */
  public Object decode(Function<ObjectReadContext, JsonParser> parser, Type type) {
    return readers.get(type).read(parser);
  }

  /**
   * Returns the bytes that spell a value.
   *
   * @throws EncodingException if it cannot be written
   */
  public byte[] encode(Object value, Type type) {
    return writers.get(type).write(value);
  }

  /**
   * Returns the tree of a value, for a format that the mapper does not write itself.
   *
   * @throws EncodingException if it cannot be written
   */
  public JsonNode tree(Object value, Type type) {
    return writers.get(type).tree(value);
  }
}
