package io.molt.web.json;

import io.molt.web.codec.EncodingException;
import java.io.OutputStream;
import java.lang.reflect.Type;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectWriter;

/** Writes values of one type in a format, as JSON texts for instance. */
final class ValueWriter {
  private final ObjectWriter writer;
  private final String format;

  private ValueWriter(ObjectWriter writer, String format) {
    this.writer = writer;
    this.format = format;
  }

  static ValueWriter of(ObjectMapper mapper, String format, Type type) {
    // A value declared as Object says nothing: its own class decides.
    return new ValueWriter(
        type == Object.class ? mapper.writer() : mapper.writerFor(mapper.constructType(type)),
        format);
  }

  byte[] write(Object value) {
    try {
      return writer.writeValueAsBytes(value);
    } catch (JacksonException failure) {
      throw failed(value, failure);
    }
  }

  void write(Object value, OutputStream out) {
    try {
      writer.writeValue(out, value);
    } catch (JacksonException failure) {
      throw failed(value, failure);
    }
  }

  JsonNode tree(Object value) {
    try {
      return writer.valueToTree(value);
    } catch (JacksonException failure) {
      throw failed(value, failure);
    }
  }

  private EncodingException failed(Object value, JacksonException failure) {
    return new EncodingException(
        value.getClass().getName() + " cannot be written as " + format + ": "
            + failure.getOriginalMessage(),
        failure);
  }
}
