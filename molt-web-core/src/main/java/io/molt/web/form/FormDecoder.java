package io.molt.web.form;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** Reads the content of forms; for code that reads requests. What is malformed or too large is a {@link FormException}. */
public final class FormDecoder {
  private FormDecoder() {}

  /**
   * Returns the fields that {@code application/x-www-form-urlencoded} content spells, in their order.
   *
   * @throws FormException if it is malformed or passes a limit
   */
  public static List<Map.Entry<String, String>> urlEncoded(byte[] content, FormOptions options) {
    return UrlEncoded.parse(content, options);
  }

  /**
   * Returns what the function makes of each field of {@code application/x-www-form-urlencoded} content, in order; see
   * {@link #multipart}.
   */
  public static <T> Flux<T> urlEncoded(
      byte[] content,
      FormOptions options,
      FormScope scope,
      Function<? super Part, ? extends Publisher<? extends T>> reader) {
    FormRun run = new FormRun(options, scope);
    return Flux.fromIterable(UrlEncoded.parse(content, options))
        .map(field -> part(field, run))
        .concatMap(part -> read(part, reader), 1);
  }

  /**
   * Returns what the function makes of each part of {@code multipart/form-data} content, in order: the next part comes
   * when what the function returned has ended, and what it left unread is skipped.
   *
   * @param content asked for piece by piece; no piece is kept after the call that brings it
   * @param length the number of bytes of it, or -1 if that is not known beforehand
   * @param boundary the parameter of the media type, or null if it has none
   */
  public static <T> Flux<T> multipart(
      Publisher<ByteBuffer> content,
      long length,
      @Nullable String boundary,
      FormOptions options,
      FormScope scope,
      Function<? super Part, ? extends Publisher<? extends T>> reader) {
    return Flux.defer(() -> {
      FormRun run = new FormRun(options, scope);
      if (length > options.maxTotal()) {
        throw run.tooLarge();
      }
      return new PartStream(content, Boundary.delimiter(boundary), run)
          .concatMap(part -> read(part, reader), 1);
    });
  }

  private static <T> Flux<T> read(
      Part part, Function<? super Part, ? extends Publisher<? extends T>> reader) {
    return Flux.<T>from(reader.apply(part)).doOnComplete(part::release);
  }

  private static Part part(Map.Entry<String, String> field, FormRun run) {
    byte[] value = field.getValue().getBytes(StandardCharsets.UTF_8);
    PartHead head = new PartHead(field.getKey(), null, Map.of());
    return new Part(
        head, Flux.defer(() -> Flux.just(ByteBuffer.wrap(value).asReadOnlyBuffer())), run);
  }
}
