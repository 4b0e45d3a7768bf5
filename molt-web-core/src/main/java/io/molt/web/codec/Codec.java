package io.molt.web.codec;

import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.List;
import reactor.core.publisher.Flux;

/**
 * Turns values into bytes and back for one family of media types.
 *
 * <p>A codec deals in {@code byte[]} for whole values and in {@code Flux<ByteBuffer>} for streams of elements; it never
 * sees a request. Implementations are immutable and called from many threads at once, event loops among them, so they
 * must not block. They are found by {@link java.util.ServiceLoader}, or given to the app, which then come first.
 */
public interface Codec {

  /**
   * Returns where this codec stands among those that are found on the class path: lower first, equals in the order of the
   * class path. JSON is 0, and binary formats stand behind it, so that a client that takes anything gets JSON whatever else
   * is there. Codecs that are given to an app come before them, in the order given.
   */
  default int rank() {
    return 0;
  }

  /** Returns the media types of whole values, the preferred one first. */
  List<MediaType> mediaTypes();

  /** Returns the media types in which a stream of elements can be written, the preferred one first; empty if none. */
  default List<MediaType> streamMediaTypes() {
    return List.of();
  }

  /** Returns whether this codec reads values of {@code type} from {@code mediaType}. */
  default boolean canRead(Type type, MediaType mediaType) {
    return mediaTypes().stream().anyMatch(own -> own.sameTypeAs(mediaType));
  }

  /** Returns whether this codec writes values of {@code type} as {@code mediaType}. */
  default boolean canWrite(Type type, MediaType mediaType) {
    return mediaTypes().stream().anyMatch(own -> own.sameTypeAs(mediaType));
  }

  /** Returns whether this codec writes a stream of {@code elementType} as {@code mediaType}. */
  default boolean canWriteStream(Type elementType, MediaType mediaType) {
    return streamMediaTypes().stream().anyMatch(own -> own.sameTypeAs(mediaType));
  }

  /** Returns whether this codec reads a stream of {@code elementType} from {@code mediaType}. */
  default boolean canReadStream(Type elementType, MediaType mediaType) {
    return streamMediaTypes().stream().anyMatch(own -> own.sameTypeAs(mediaType));
  }

  /**
   * Returns the value that {@code bytes} spell.
   *
   * @throws DecodingException if they do not spell one
   * @throws UnsupportedMediaTypeException if the media type's charset cannot be read
   */
  Object decode(byte[] bytes, Type type, MediaType mediaType);

  /**
   * Returns the bytes that spell {@code value} in {@code mediaType}, one of {@link #mediaTypes()} or one that the user
   * asked for by name.
   *
   * @throws EncodingException if the value cannot be written
   */
  byte[] encode(Object value, Type type, MediaType mediaType);

  /**
   * Returns the elements that a stream of bytes spells, parsed as they arrive: with bounded memory, no faster than they
   * are asked for. Malformed input is an error signal of type {@link DecodingException}, after the elements before it.
   */
  default Flux<Object> decodeStream(Flux<ByteBuffer> bytes, Type elementType, MediaType mediaType) {
    throw new UnsupportedOperationException(getClass().getName() + " reads no streams");
  }

  /**
   * Returns the bytes that spell a stream of elements, element by element, asking for elements no faster than bytes are
   * asked for. Each buffer is fresh, read by nobody else.
   */
  default Flux<ByteBuffer> encodeStream(Flux<?> elements, Type elementType, MediaType mediaType) {
    throw new UnsupportedOperationException(getClass().getName() + " writes no streams");
  }
}
