package io.molt.web.json;

import io.molt.web.codec.DecodingException;
import java.lang.reflect.Type;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON texts as values of one type. */
final class ValueReader {
  private final ObjectReader reader;
  private final Class<?> raw;
  private final Failures failures;

  private ValueReader(ObjectReader reader, Class<?> raw, Failures failures) {
    this.reader = reader;
    this.raw = raw;
    this.failures = failures;
  }

  static ValueReader of(JsonMapper mapper, Type type) {
    JavaType javaType = mapper.constructType(type);
    // Whatever the mapper thinks of it: a second value in a body or on a line would be lost in
    // silence.
    ObjectReader reader =
        mapper.readerFor(javaType).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    return new ValueReader(reader, javaType.getRawClass(), new Failures(mapper));
  }

  Object read(Element text) {
    if (text.isWide()) {
      throw new DecodingException(
          "the content is not UTF-8", Failures.at(text.line(), text.column()), null);
    }
    Object value = parse(text);
    if (value == null) {
      throw failures.nullValue(raw, text);
    }
    return value;
  }

  private Object parse(Element text) {
    try (JsonParser parser = reader.createParser(text.bytes(), text.offset(), text.length())) {
      return parse(parser, text);
    }
  }

  private Object parse(JsonParser parser, Element text) {
    try {
      return reader.readValue(parser);
    } catch (JacksonException failure) {
      throw failures.explain(failure, parser.currentLocation(), text);
    }
  }
}
