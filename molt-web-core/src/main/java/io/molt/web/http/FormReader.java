package io.molt.web.http;

import io.molt.web.codec.MediaType;
import io.molt.web.form.FormDecoder;
import io.molt.web.form.FormException;
import io.molt.web.form.FormOptions;
import io.molt.web.form.Part;
import io.molt.web.form.StorageException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads a request's content as a form; what the client did wrong becomes a problem: 400, 413, 415 or 422. */
final class FormReader {
  private static final MediaType URL_ENCODED = MediaType.of("application", "x-www-form-urlencoded");
  private static final Status INSUFFICIENT_STORAGE = Status.of(507);
  private static final MediaType MULTIPART = MediaType.of("multipart", "form-data");

  private FormReader() {}

  static <T> Flux<T> parts(
      Request request, Function<? super Part, ? extends Publisher<? extends T>> reader) {
    return Flux.defer(() -> {
          MediaType type = mediaType(request);
          return isUrlEncoded(type)
              ? urlEncodedParts(request, reader)
              : multipart(request, type, reader);
        })
        .onErrorMap(FormReader::asProblem);
  }

  static Mono<Form> form(Request request) {
    return Mono.defer(() -> {
          MediaType type = mediaType(request);
          return isUrlEncoded(type) ? urlEncoded(request) : multipart(request, type);
        })
        .onErrorMap(FormReader::asProblem);
  }

  static <T> Mono<T> form(Request request, Class<T> type) {
    FormBinding<T> binding = FormBinding.of(type);
    return form(request)
        .map(binding::bind)
        .flatMap(request.scope().codecs()::validate)
        .onErrorMap(FormReader::asProblem);
  }

  private static Mono<Form> urlEncoded(Request request) {
    return content(request).map(content -> {
      Form.Builder form = new Form.Builder();
      for (Map.Entry<String, String> field : FormDecoder.urlEncoded(content, options(request))) {
        form.add(field.getKey(), field.getValue());
      }
      return form.build();
    });
  }

  private static <T> Flux<T> urlEncodedParts(
      Request request, Function<? super Part, ? extends Publisher<? extends T>> reader) {
    return Flux.using(
        () -> new FormMemory(request.context()),
        memory -> content(request)
            .flatMapMany(
                content -> FormDecoder.urlEncoded(content, options(request), memory, reader)),
        FormMemory::release);
  }

  private static Mono<byte[]> content(Request request) {
    return request.content().bytes(Math.min(request.maxBody(), options(request).maxFields()));
  }

  private static Mono<Form> multipart(Request request, MediaType type) {
    Form.Builder form = new Form.Builder();
    return multipart(request, type, part -> add(part, form)).then(Mono.fromCallable(form::build));
  }

  private static Mono<Form.Builder> add(Part part, Form.Builder form) {
    return part.isFile()
        ? part.toFile().map(form::add)
        : part.text().map(value -> form.add(part.name(), value));
  }

  private static <T> Flux<T> multipart(
      Request request,
      MediaType type,
      Function<? super Part, ? extends Publisher<? extends T>> reader) {
    FormOptions options = options(request);
    return Flux.using(
        () -> new FormMemory(request.context()),
        memory -> FormDecoder.multipart(
            new Borrowing(request.chunks()),
            request.content().length(),
            type.parameters().get("boundary"),
            options,
            memory,
            reader),
        FormMemory::release);
  }

  private static MediaType mediaType(Request request) {
    PlainContent.require(request);
    return request
        .contentType()
        .filter(type -> isUrlEncoded(type) || type.sameTypeAs(MULTIPART))
        .orElseThrow(
            () -> HttpException.unsupportedMediaType(request, List.of(URL_ENCODED, MULTIPART)));
  }

  private static boolean isUrlEncoded(MediaType type) {
    return type.sameTypeAs(URL_ENCODED);
  }

  private static FormOptions options(Request request) {
    return request.scope().forms();
  }

  private static Throwable asProblem(Throwable error) {
    if (error instanceof FormException malformed) {
      return problem(malformed);
    }
    if (error instanceof StorageException) {
      Problem problem = Problem.of(INSUFFICIENT_STORAGE, "The content could not be stored.");
      return new HttpException(problem, Headers.empty(), error);
    }
    return BodyReader.asProblem(error);
  }

  private static HttpException problem(FormException error) {
    String detail = String.valueOf(error.getMessage());
    OptionalLong limit = error.limit();
    Problem problem = limit.isPresent()
        ? Problem.of(Status.CONTENT_TOO_LARGE, detail).with("limit", limit.getAsLong())
        : Problem.of(Status.BAD_REQUEST, detail);
    return new HttpException(problem, Headers.empty(), error);
  }
}
