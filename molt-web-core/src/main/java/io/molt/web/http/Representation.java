package io.molt.web.http;

import io.molt.web.codec.MediaType;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One of the forms that a response can take (RFC 9110 section 3.2), made only if the client wants that one; see
 * {@link Response#oneOf}. Immutable.
 */
public final class Representation {
  private final @Nullable MediaType mediaType;
  private final Body.@Nullable Entity waiting;
  private final Supplier<Response> response;

  private Representation(
      @Nullable MediaType mediaType, Body.@Nullable Entity waiting, Supplier<Response> response) {
    this.mediaType = mediaType;
    this.waiting = waiting;
    this.response = response;
  }

  /**
   * Returns a form of that media type. The response that is made need not say its type; a value that waits for a codec, as
   * in {@link Response#entity} and {@link Response#stream}, is written as this one.
   *
   * @param response makes the response, at most once for each request
   * @throws IllegalArgumentException if the media type is a range
   */
  public static Representation of(MediaType mediaType, Supplier<Response> response) {
    if (mediaType.type().equals("*") || mediaType.subtype().equals("*")) {
      throw new IllegalArgumentException("representation: " + mediaType
          + " (expected: one media type, such as text/html; ranges are for clients)");
    }
    return new Representation(mediaType, null, response);
  }

  /**
   * Returns all forms in which codecs can write a response that waits for one, such as {@code Response.entity(report)}, in
   * the order of the codecs.
   *
   * @throws IllegalArgumentException if the response does not wait for a codec, or has its media type already
   */
  public static Representation byCodec(Response response) {
    if (!(response.body() instanceof Body.Entity entity)
        || entity.mediaType() != null
        || entity.type() == Representation.class) {
      throw new IllegalArgumentException(
          "representation by codec: content that has its form already"
              + " (expected: Response.entity(..) or Response.stream(..))");
    }
    return new Representation(null, entity, () -> response);
  }

  /** Returns what the response is declared to be; empty if that is what the codec writes. */
  public Optional<MediaType> mediaType() {
    return Optional.ofNullable(mediaType);
  }

  /** Returns the value that waits for whichever codec the client wants, or null if this has a media type. */
  public Body.@Nullable Entity waiting() {
    return waiting;
  }

  /** Returns the response in this form, made anew. */
  public Response make() {
    return response.get();
  }
}
