package io.molt.web.server;

import io.molt.web.http.Headers;
import io.molt.web.http.HttpException;
import io.molt.web.http.Trailers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** The fields that come after the content of a request (RFC 9110 section 6.5). */
final class RequestTrailers {
  /** For requests that have none, known from the start. */
  static final Mono<Headers> NONE = Mono.just(Headers.empty());

  private RequestTrailers() {}

  /** Returns trailers that are all there. */
  static Mono<Headers> known(Headers fields) {
    return fields.size() == 0 ? NONE : Mono.just(fields);
  }

  /**
   * Returns the fields of a section behind the content on a stream.
   *
   * @throws HttpException if they are too many or too large, or one may not be there
   */
  static Headers of(
      io.netty.handler.codec.Headers<CharSequence, CharSequence, ?> section, HeadLimits limits) {
    StreamHead.requireWithin(limits, section);
    List<String> fields = new ArrayList<>(2 * section.size());
    for (Map.Entry<CharSequence, CharSequence> field : section) {
      fields.add(field.getKey().toString());
      fields.add(field.getValue().toString());
    }
    Headers sound = sound(fields);
    require(sound.names());
    return sound;
  }

  /** Refuses a trailer section with a field that frames, routes or authenticates, or says what the content is. */
  static void require(Iterable<String> names) {
    for (String name : names) {
      if (!Trailers.areAllowedInRequest(name)) {
        throw Refusal.malformed(
            "A trailer field may only stand in the header section (expected: none that frames,"
                + " routes or authenticates the request, or says what its content is).");
      }
    }
  }

  private static Headers sound(List<String> fields) {
    try {
      return Headers.of(fields.toArray(String[]::new));
    } catch (IllegalArgumentException malformed) {
      throw Refusal.malformed("A trailer field is malformed (expected: a name and a value).");
    }
  }
}
