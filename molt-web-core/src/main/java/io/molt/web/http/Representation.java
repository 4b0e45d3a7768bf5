package io.molt.web.http;

import io.molt.web.codec.MediaType;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One of the forms that a response can take (RFC 9110 section 3.2), made only if the client wants that one; see
 * {@link Response#oneOf}.
 *
 * @param mediaType what the response is then declared to be, or null for all that codecs can write it as
 * @param response makes the response; called at most once for each request
 */
public record Representation(@Nullable MediaType mediaType, Supplier<Response> response) {

  /** Checks the media type. */
  public Representation {
    if (mediaType != null && (mediaType.type().equals("*") || mediaType.subtype().equals("*"))) {
      throw new IllegalArgumentException("representation: " + mediaType
          + " (expected: one media type, such as text/html; ranges are for clients)");
    }
  }

  /**
   * Returns a form of that media type. The response that is made need not say its type; a value that waits for a codec, as
   * in {@link Response#entity} and {@link Response#stream}, is written as this one.
   *
   * @throws IllegalArgumentException if the media type is a range
   */
  public static Representation of(MediaType mediaType, Supplier<Response> response) {
    return new Representation(mediaType, response);
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
      throw new IllegalArgumentException("representation by codec: content that has its form already"
          + " (expected: Response.entity(..) or Response.stream(..))");
    }
    return new Representation(null, () -> response);
  }
}
