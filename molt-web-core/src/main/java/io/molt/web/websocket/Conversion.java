package io.molt.web.websocket;

import io.molt.web.codec.Codec;
import io.molt.web.codec.Codecs;
import io.molt.web.codec.MediaType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import reactor.core.publisher.Mono;

/** Turns values into messages and messages into values, by the app's codec for JSON. */
final class Conversion {
  private final Codecs codecs;

  Conversion(Codecs codecs) {
    this.codecs = codecs;
  }

  Content content(Object value) {
    if (value instanceof Message message) {
      return new Content(message instanceof Message.Text, message.bytes());
    }
    if (value instanceof String text) {
      return new Content(true, text.getBytes(StandardCharsets.UTF_8));
    }
    return value instanceof byte[] bytes ? new Content(false, bytes) : json(value);
  }

  @SuppressWarnings("unchecked") // the codec was asked for this type
  <T> Mono<T> value(Message message, Type type) {
    Codec codec = codecs.reader(type, MediaType.JSON);
    if (codec == null) {
      return Mono.error(noCodec("reads", type));
    }
    try {
      return codecs.validate((T) codec.decode(message.bytes(), type, MediaType.JSON));
    } catch (RuntimeException malformed) {
      return Mono.error(malformed);
    }
  }

  private Content json(Object value) {
    Class<?> type = value.getClass();
    Codec codec = codecs.writer(type, MediaType.JSON);
    if (codec == null) {
      throw noCodec("writes", type);
    }
    return new Content(true, codec.encode(value, type, MediaType.JSON));
  }

  private static IllegalStateException noCodec(String verb, Type type) {
    return new IllegalStateException(
        "no codec " + verb + " " + type.getTypeName()
            + " as JSON (expected: molt-web-json on the class path, or a codec given with app.codec(..))");
  }
}
