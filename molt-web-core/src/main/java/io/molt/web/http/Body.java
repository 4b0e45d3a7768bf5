package io.molt.web.http;

import io.molt.web.codec.MediaType;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The content of a message, in either direction.
 *
 * <p>Whole bodies are {@code byte[]}; streams are fresh, heap-owned buffers that nobody has to release.
 */
public sealed interface Body {

  /** Returns no content. */
  static Body empty() {
    return Empty.INSTANCE;
  }

  /** Returns content that is all there; the array belongs to the body from now on. */
  static Body of(byte[] bytes) {
    return bytes.length == 0 ? Empty.INSTANCE : new Bytes(bytes);
  }

  /** Returns content that arrives in pieces, of unknown length, to be read once. */
  static Body stream(Publisher<ByteBuffer> chunks) {
    return new Stream(Flux.from(chunks), -1);
  }

  /**
   * Returns content that arrives in pieces, {@code length} bytes in all, to be read once.
   *
   * @throws IllegalArgumentException if the length is negative
   */
  static Body stream(Publisher<ByteBuffer> chunks, long length) {
    if (length < 0) {
      throw new IllegalArgumentException("body length: " + length + " (expected: >= 0)");
    }
    return new Stream(Flux.from(chunks), length);
  }

  /** Returns the number of bytes, or -1 if it is not known beforehand. */
  long length();

  /** Returns the content in pieces; a {@link Stream} can be subscribed to once. */
  Flux<ByteBuffer> chunks();

  /**
   * Returns the whole content, at most {@code limit} bytes of it.
   *
   * <p>More is an error signal of type {@link HttpException} with status 413, given before reading where the length is
   * known, and otherwise as soon as the limit is passed; the rest is not read.
   */
  default Mono<byte[]> bytes(long limit) {
    return length() > limit
        ? Mono.error(HttpException.contentTooLarge(limit))
        : BodyCollector.collect(this, limit);
  }

  /** No content. */
  final class Empty implements Body {
    private static final Empty INSTANCE = new Empty();

    private Empty() {}

    @Override
    public long length() {
      return 0;
    }

    @Override
    public Flux<ByteBuffer> chunks() {
      return Flux.empty();
    }

    @Override
    public Mono<byte[]> bytes(long limit) {
      return Mono.just(new byte[0]);
    }
  }

  /**
   * Content that is all there.
   *
   * @param bytes the content; not to be changed
   */
  record Bytes(byte[] bytes) implements Body {
    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public Flux<ByteBuffer> chunks() {
      // A buffer has a position: each subscriber gets its own.
      return Flux.defer(() -> Flux.just(ByteBuffer.wrap(bytes).asReadOnlyBuffer()));
    }

    @Override
    public Mono<byte[]> bytes(long limit) {
      return bytes.length > limit
          ? Mono.error(HttpException.contentTooLarge(limit))
          : Mono.just(bytes);
    }
  }

  /** Content that arrives in pieces and is read once. */
  final class Stream implements Body {
    private final Flux<ByteBuffer> chunks;
    private final long length;

    private Stream(Flux<ByteBuffer> chunks, long length) {
      this.chunks = new ReadOnce(chunks);
      this.length = length;
    }

    @Override
    public long length() {
      return length;
    }

    @Override
    public Flux<ByteBuffer> chunks() {
      return chunks;
    }
  }

  /**
   * A file, or a part of it, read off the event loop when it is subscribed to.
   *
   * @param path the file
   * @param position the first byte
   * @param length the number of bytes; -1 for all to the end, which the app looks up before middleware sees it
   */
  record File(Path path, long position, long length) implements Body {
    /** Checks the range. */
    public File {
      if (position < 0 || length < -1 || position > Long.MAX_VALUE - Math.max(length, 0)) {
        throw new IllegalArgumentException(
            "file range: " + position + "+" + length + " (expected: position >= 0, length >= -1)");
      }
    }

    @Override
    public Flux<ByteBuffer> chunks() {
      return FileChunks.read(this);
    }
  }

  /**
   * A conversation in another protocol that the connection, or the stream of HTTP/2, is given to; see
   * {@link Response#upgrade}. Middleware hands it on as it is: there is no content to look at.
   *
   * @param conversation makes of what the client sends what is sent to it; called once
   */
  record Tunnel(Function<Flux<ByteBuffer>, Publisher<ByteBuffer>> conversation) implements Body {
    @Override
    public long length() {
      return -1;
    }

    @Override
    public Flux<ByteBuffer> chunks() {
      return Flux.error(new IllegalStateException(
          "a conversation has no content (expected: an adapter that opens it)"));
    }
  }

  /**
   * A value that waits for its codec. The app encodes it before any middleware sees it; no adapter ever does.
   *
   * @param value the value, or a {@link Publisher} of elements
   * @param type the type of the value, or of each element
   * @param mediaType the media type to write, or null to choose by {@code Accept}
   */
  record Entity(Object value, Type type, @Nullable MediaType mediaType) implements Body {
    /** Returns whether the value is a stream of elements. */
    public boolean isStream() {
      return value instanceof Publisher;
    }

    @Override
    public long length() {
      return -1;
    }

    @Override
    public Flux<ByteBuffer> chunks() {
      return Flux.error(new IllegalStateException("body of type " + type.getTypeName()
          + " is not encoded (expected: a response that passed through an app)"));
    }
  }
}
