package io.molt.web.json;

import io.molt.web.codec.EncodingException;
import java.io.OutputStream;
import java.lang.reflect.Type;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Writes values of one type as JSON texts. */
final class ValueWriter {
  private final ObjectWriter writer;

  private ValueWriter(ObjectWriter writer) {
    this.writer = writer;
  }

  static ValueWriter of(JsonMapper mapper, Type type) {
    // A value declared as Object says nothing: its own class decides.
    return new ValueWriter(
        type == Object.class ? mapper.writer() : mapper.writerFor(mapper.constructType(type)));
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

  private static EncodingException failed(Object value, JacksonException failure) {
    return new EncodingException(
        value.getClass().getName() + " cannot be written as JSON: " + failure.getOriginalMessage(),
        failure);
  }
}
