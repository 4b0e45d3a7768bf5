package io.molt.web;

import io.molt.web.http.HttpException;
import io.molt.web.http.Problem;
import io.molt.web.http.Status;
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
          sink.error(tooLarge(limit));
        } else {
          sink.next(chunk);
        }
      });
    });
  }

  static HttpException tooLarge(long limit) {
    return new HttpException(
        Problem.of(Status.CONTENT_TOO_LARGE, "The content is larger than " + limit + " bytes.")
            .with("limit", limit));
  }
}
