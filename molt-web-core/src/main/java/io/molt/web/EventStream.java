package io.molt.web;

import io.molt.web.codec.Codec;
import io.molt.web.codec.Codecs;
import io.molt.web.codec.MediaType;
import io.molt.web.http.Key;
import io.molt.web.http.Request;
import io.molt.web.http.ServerSentEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Writes elements as server-sent events (WHATWG HTML, "Server-sent events"). */
final class EventStream {
  /** What a request finds the interval of the comments by that its route sends. */
  static final Key<Duration> HEARTBEAT = Key.of("heartbeat");

  private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

  private final Codecs codecs;

  EventStream(Codecs codecs) {
    this.codecs = codecs;
  }

  Flux<ByteBuffer> encode(Request request, Flux<?> elements) {
    Flux<ByteBuffer> events = elements.map(this::encoded);
    Duration interval = request.routeAttribute(HEARTBEAT).orElse(null);
    return interval == null ? events : new Heartbeat(events, interval, request.scheduler());
  }

  /** Returns the text of an event, its data given. */
  static String text(ServerSentEvent event, @Nullable String data) {
    StringBuilder out = new StringBuilder();
    lines(out, ":", event.comment());
    if (event.retry() != null) {
      out.append("retry: ").append(event.retry().toMillis()).append('\n');
    }
    lines(out, "event:", event.event());
    lines(out, "id:", event.id());
    lines(out, "data:", data);
    return out.append('\n').toString();
  }

  /** Appends all lines, the empty ones at the end too: the client puts a line feed between them. */
  private static void lines(StringBuilder out, String field, @Nullable String text) {
    if (text != null) {
      for (String line : LINE_END.split(text, -1)) {
        out.append(field).append(' ').append(line).append('\n');
      }
    }
  }

  private ByteBuffer encoded(Object element) {
    ServerSentEvent event =
        element instanceof ServerSentEvent ready ? ready : ServerSentEvent.of(element);
    return event.encodedBy(this, this::bytes);
  }

  private byte[] bytes(ServerSentEvent event) {
    Object data = event.data();
    return text(event, data == null ? null : data(data)).getBytes(StandardCharsets.UTF_8);
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
