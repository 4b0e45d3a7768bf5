package io.molt.web;

import io.molt.web.codec.Codec;
import io.molt.web.codec.Codecs;
import io.molt.web.codec.MediaType;
import io.molt.web.http.ServerSentEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import reactor.core.publisher.Flux;

/** Writes elements as server-sent events (WHATWG HTML, "Server-sent events"). */
final class EventStream {
  private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

  private final Codecs codecs;

  EventStream(Codecs codecs) {
    this.codecs = codecs;
  }

  Flux<ByteBuffer> encode(Flux<?> elements) {
    return elements.map(element -> {
      ServerSentEvent event =
          element instanceof ServerSentEvent ready ? ready : ServerSentEvent.of(element);
      return ByteBuffer.wrap(text(event).getBytes(StandardCharsets.UTF_8));
    });
  }

  private String text(ServerSentEvent event) {
    StringBuilder out = new StringBuilder();
    if (event.retry() != null) {
      out.append("retry: ").append(event.retry().toMillis()).append('\n');
    }
    if (event.event() != null) {
      out.append("event: ").append(event.event()).append('\n');
    }
    if (event.id() != null) {
      out.append("id: ").append(event.id()).append('\n');
    }
    if (event.data() != null) {
      // All lines, the empty ones at the end too: the client puts a line feed between them.
      for (String line : LINE_END.split(data(event.data()), -1)) {
        out.append("data: ").append(line).append('\n');
      }
    }
    return out.append('\n').toString();
  }

  private String data(Object value) {
    if (value instanceof String text) {
      return text;
    }
    Codec codec = codecs.writer(value.getClass(), MediaType.JSON);
    if (codec == null) {
      throw new IllegalStateException(
          "no codec writes " + value.getClass().getName()
              + " as JSON (expected: molt-web-json on the class path, or a codec given with app.codec(..))");
    }
    return new String(
        codec.encode(value, value.getClass(), MediaType.JSON), StandardCharsets.UTF_8);
  }
}
