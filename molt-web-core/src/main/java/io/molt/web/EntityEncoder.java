package io.molt.web;

import io.molt.web.codec.Codec;
import io.molt.web.codec.Codecs;
import io.molt.web.codec.MediaType;
import io.molt.web.http.Body;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** Turns what a handler put into a response into content: values by their codec, files by a look at the disk. */
final class EntityEncoder {
  private static final String CONTENT_TYPE = "content-type";

  private final Codecs codecs;
  private final Representations representations;
  private final EventStream events;
  private final LastProblem problems;

  EntityEncoder(Codecs codecs, ErrorHandlers errors) {
    this.codecs = codecs;
    this.representations = new Representations(codecs);
    this.events = new EventStream(codecs);
    this.problems = new LastProblem(errors);
  }

  /** Returns the response with real content; throws what the codec throws. */
  Publisher<Response> encode(Request request, Response response) {
    if (response.body() instanceof Body.Entity entity) {
      return entity(request, response, entity);
    }
    return response.body() instanceof Body.File file && file.length() < 0
        ? Files.resolve(request, response, file)
        : response;
  }

  /** Returns the media types in which a value can be written, in order of precedence. */
  static List<MediaType> offers(Codecs codecs, Body.Entity entity) {
    List<MediaType> more = entity.isStream() ? List.of(MediaType.EVENT_STREAM) : List.of();
    List<MediaType> offers = codecs.offers(entity.type(), entity.isStream(), more);
    if (offers.size() == more.size()) {
      throw noCodec(entity.type(), null);
    }
    return offers;
  }

  private Publisher<Response> entity(Request request, Response response, Body.Entity entity) {
    if (Representations.isChoice(entity)) {
      return encode(request, representations.choose(request, response, entity));
    }
    return entity.isStream() ? stream(request, response, entity) : whole(request, response, entity);
  }

  private Response whole(Request request, Response response, Body.Entity entity) {
    MediaType mediaType = mediaType(request, response, entity);
    Codec codec = codecs.writer(entity.type(), mediaType);
    if (codec == null) {
      throw noCodec(entity.type(), mediaType);
    }
    byte[] bytes = codec.encode(entity.value(), entity.type(), mediaType);
    return typed(response, entity, mediaType).withBody(Body.of(bytes));
  }

  private Response stream(Request request, Response response, Body.Entity entity) {
    MediaType mediaType = mediaType(request, response, entity);
    Flux<?> elements = StreamEnd.of(request, mediaType, (Publisher<?>) entity.value());
    Response typed = typed(response, entity, mediaType);
    if (mediaType.sameTypeAs(MediaType.EVENT_STREAM)) {
      return unbuffered(typed).withBody(body(request, mediaType, events.encode(request, elements)));
    }
    Codec codec = codecs.streamWriter(entity.type(), mediaType);
    if (codec == null) {
      throw noCodec(entity.type(), mediaType);
    }
    Flux<ByteBuffer> content = codec.encodeStream(elements, entity.type(), mediaType);
    return typed.withBody(body(request, mediaType, content));
  }

  private Body body(Request request, MediaType mediaType, Flux<ByteBuffer> content) {
    return Body.stream(problems.after(request, mediaType, content));
  }

  private MediaType mediaType(Request request, Response response, Body.Entity entity) {
    MediaType fixed = entity.mediaType();
    return fixed == null
        ? Negotiation.choose(request, response.status(), offers(codecs, entity))
        : fixed;
  }

  private static Response typed(Response response, Body.Entity entity, MediaType mediaType) {
    Response typed =
        response.headers().contains(CONTENT_TYPE) ? response : response.withType(mediaType);
    return entity.mediaType() == null ? Negotiation.varied(typed) : typed;
  }

  /** Keeps caches and proxies from holding events back. */
  private static Response unbuffered(Response response) {
    Response fresh = response.headers().contains("cache-control")
        ? response
        : response.withHeader("cache-control", "no-store");
    return fresh.withHeader("x-accel-buffering", "no");
  }

  private static IllegalStateException noCodec(Type type, @Nullable MediaType mediaType) {
    return new IllegalStateException("no codec writes " + type.getTypeName()
        + (mediaType == null ? "" : " as " + mediaType)
        + " (expected: molt-web-json on the class path, or a codec given with app.codec(..))");
  }
}
