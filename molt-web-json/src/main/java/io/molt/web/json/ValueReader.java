package io.molt.web.json;

import io.molt.web.codec.DecodingException;
import java.lang.reflect.Type;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.NullNode;

/** Reads what a format spells, JSON texts for instance, as values of one type. */
final class ValueReader {
  private final ObjectReader reader;
  private final Class<?> raw;
  private final Failures failures;

  private ValueReader(ObjectReader reader, Class<?> raw, Failures failures) {
    this.reader = reader;
    this.raw = raw;
    this.failures = failures;
  }

  static ValueReader of(ObjectMapper mapper, String format, Type type) {
    JavaType javaType = mapper.constructType(type);
    // Whatever the mapper thinks of it: a second value in a body or on a line would be lost in
    // silence.
    ObjectReader reader =
        mapper.readerFor(javaType).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    return new ValueReader(reader, javaType.getRawClass(), new Failures(mapper, format));
  }

  Object read(Element text) {
    if (text.isWide()) {
      throw new DecodingException(
          "the content is not UTF-8", Failures.at(text.line(), text.column()), null);
    }
    return required(parse(text), text);
  }

  /** Returns the value that the tokens of a parser spell, which is not of the mapper's own format. */
  Object read(Function<ObjectReadContext, JsonParser> format) {
    try (JsonParser parser = format.apply(context())) {
      return required(parse(parser, Element.ELSEWHERE), Element.ELSEWHERE);
    }
  }

  /** Returns what parsers need to know of the mapper; Jackson has it for those of its own only. */
  private ObjectReadContext context() {
    return reader.treeAsTokens(NullNode.getInstance()).objectReadContext();
  }

  private Object required(@Nullable Object value, Element text) {
    if (value == null) {
      throw failures.nullValue(raw, text);
    }
    return value;
  }

  private @Nullable Object parse(Element text) {
    try (JsonParser parser = reader.createParser(text.bytes(), text.offset(), text.length())) {
      return parse(parser, text);
    }
  }

  private @Nullable Object parse(JsonParser parser, Element text) {
    try {
      return reader.readValue(parser);
    } catch (JacksonException failure) {
      throw failures.explain(failure, parser.currentLocation(), text);
    }
  }
}
