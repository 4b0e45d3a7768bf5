package io.molt.web.http;

import io.molt.web.codec.Codec;
import io.molt.web.codec.Codecs;
import io.molt.web.codec.DecodingException;
import io.molt.web.codec.InvalidValueException;
import io.molt.web.codec.MediaType;
import io.molt.web.codec.UnsupportedMediaTypeException;
import io.molt.web.codec.Violation;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.Fuseable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads a request's content as values; what the client did wrong becomes a problem: 400, 413, 415 or 422. */
final class BodyReader {
  private record Failed(Throwable failure) {}

  private BodyReader() {}

  static Mono<Object> read(Request request, Type type) {
    return Mono.defer(() -> value(request, type));
  }

  static Flux<Object> readStream(Request request, Type elementType) {
    return Flux.defer(() -> {
          PlainContent.require(request);
          Codecs codecs = request.scope().codecs();
          MediaType mediaType = mediaType(request, elementType, true);
          Codec codec = codecs.streamReader(elementType, mediaType);
          if (codec == null) {
            throw unsupported(codecs, elementType, true, request);
          }
          return validated(codec.decodeStream(request.chunks(), elementType, mediaType), codecs);
        })
        .onErrorMap(error -> asProblem(error, request, elementType, true));
  }

  static Mono<String> text(Request request) {
    return Mono.defer(() -> {
          PlainContent.require(request);
          MediaType mediaType = request.contentType().orElse(MediaType.TEXT);
          requireKnown(mediaType);
          return request.bytes().map(mediaType::text);
        })
        .onErrorMap(BodyReader::asProblem);
  }

  private static Mono<Object> value(Request request, Type type) {
    try {
      PlainContent.require(request);
      Codecs codecs = request.scope().codecs();
      MediaType mediaType = mediaType(request, type, false);
      Codec codec = codecs.reader(type, mediaType);
      if (codec == null) {
        throw unsupported(codecs, type, false, request);
      }
      return request.content() instanceof Body.Bytes whole && whole.length() <= request.maxBody()
          ? guarded(codecs.validate(codec.decode(whole.bytes(), type, mediaType)), request, type)
          : guarded(
              request
                  .bytes()
                  .map(bytes -> codec.decode(bytes, type, mediaType))
                  .flatMap(codecs::validate),
              request,
              type);
    } catch (Throwable error) {
      Exceptions.throwIfJvmFatal(error);
      return Mono.error(asProblem(error, request, type, false));
    }
  }

  private static Mono<Object> guarded(Mono<Object> value, Request request, Type type) {
    return value instanceof Fuseable.ScalarCallable
        ? value
        : value.onErrorMap(error -> asProblem(error, request, type, false));
  }

  /** Refuses a charset that is unknown before any of the content is read. */
  private static void requireKnown(MediaType mediaType) {
    mediaType.charset();
  }

  private static Flux<Object> validated(Flux<Object> elements, Codecs codecs) {
    long[] index = {-1};
    return elements
        // As an element a failure waits for the validation of those before it.
        .onErrorResume(failure -> Flux.just(new Failed(failure)))
        .concatMap(
            element -> {
              if (element instanceof Failed failed) {
                return Mono.error(failed.failure());
              }
              index[0]++;
              return codecs.validate(element);
            },
            1)
        .onErrorMap(InvalidValueException.class, invalid -> below(index[0], invalid));
  }

  private static InvalidValueException below(long index, InvalidValueException invalid) {
    return new InvalidValueException(invalid.violations().stream()
        .map(violation -> new Violation("/" + index + violation.pointer(), violation.detail()))
        .toList());
  }

  private static MediaType mediaType(Request request, Type type, boolean stream) {
    return request
        .contentType()
        .orElseThrow(() -> unsupported(request.scope().codecs(), type, stream, request));
  }

  private static HttpException unsupported(
      Codecs codecs, Type type, boolean stream, Request request) {
    List<MediaType> readable = codecs.readable(type, stream);
    if (readable.isEmpty()) {
      // Not the client's fault: no codec on the class path reads this type at all.
      throw new IllegalStateException("no codec reads " + type.getTypeName()
          + " (expected: molt-web-json on the class path, or a codec given with app.codec(..))");
    }
    return HttpException.unsupportedMediaType(request, readable);
  }

  /** Returns the error as the client sees it, with the types that would be read if it is of a kind that is not. */
  private static Throwable asProblem(Throwable error, Request request, Type type, boolean stream) {
    return error instanceof UnsupportedMediaTypeException refusal
        ? HttpException.unsupportedMediaType(
            request, refusal, request.scope().codecs().readable(type, stream))
        : asProblem(error);
  }

  /** Returns the error as the client sees it. */
  static Throwable asProblem(Throwable error) {
    if (error instanceof DecodingException malformed) {
      return malformed(malformed);
    }
    if (error instanceof InvalidValueException invalid) {
      return invalid(invalid);
    }
    if (error instanceof UnsupportedMediaTypeException unsupported) {
      return problem(
          Problem.of(Status.UNSUPPORTED_MEDIA_TYPE, String.valueOf(unsupported.getMessage())),
          unsupported);
    }
    return error;
  }

  private static HttpException malformed(DecodingException error) {
    Problem problem = Problem.of(Status.BAD_REQUEST, String.valueOf(error.getMessage()));
    for (Map.Entry<String, Object> place : error.position().entrySet()) {
      problem = problem.with(place.getKey(), place.getValue());
    }
    return problem(problem, error);
  }

  private static HttpException invalid(InvalidValueException error) {
    Problem problem = Problem.of(
            Status.UNPROCESSABLE_CONTENT, "The content breaks the rules listed in 'errors'.")
        .with("errors", error.violations().stream().map(BodyReader::member).toList());
    return problem(problem, error);
  }

  private static Map<String, Object> member(Violation violation) {
    Map<String, Object> member = new LinkedHashMap<>();
    member.put("pointer", violation.pointer());
    member.put("detail", violation.detail());
    return member;
  }

  private static HttpException problem(Problem problem, @Nullable Throwable cause) {
    return new HttpException(problem, Headers.empty(), cause);
  }
}
