package io.molt.web;

import io.molt.web.http.HttpException;
import java.nio.ByteBuffer;
import reactor.core.publisher.Flux;

/** Counts a stream of content and ends it where it passes its limit. */
final class Limits {
  private Limits() {}

  static Flux<ByteBuffer> limit(Flux<ByteBuffer> chunks, long limit) {
    return Flux.defer(() -> {
      long[] seen = {0};
      return chunks.handle((chunk, sink) -> {
        seen[0] += chunk.remaining();
        if (seen[0] > limit) {
          sink.error(HttpException.contentTooLarge(limit));
        } else {
          sink.next(chunk);
        }
      });
    });
  }
}
