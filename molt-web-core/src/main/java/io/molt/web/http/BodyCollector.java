package io.molt.web.http;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/** Collects a stream into one array, up to a limit. */
final class BodyCollector extends Mono<byte[]> {
  private static final int FIRST_SIZE = 4096;
  // The longest array that every JVM makes.
  private static final int MAX_SIZE = Integer.MAX_VALUE - 8;

  private final Flux<ByteBuffer> chunks;
  private final long length;
  private final long limit;

  private BodyCollector(Flux<ByteBuffer> chunks, long length, long limit) {
    this.chunks = chunks;
    this.length = length;
    this.limit = Math.min(limit, MAX_SIZE);
  }

  static Mono<byte[]> collect(Body body, long limit) {
    return new BodyCollector(body.chunks(), body.length(), limit);
  }

  @Override
  public void subscribe(CoreSubscriber<? super byte[]> subscriber) {
    // The length is the client's claim: trust it for the first allocation only up to a size that
    // costs nothing.
    int first = length < 0 ? FIRST_SIZE : (int) Math.min(length, 16 * FIRST_SIZE);
    chunks.subscribe(new Collecting(subscriber, limit, new byte[first]));
  }

  private static final class Collecting extends Operators.MonoSubscriber<ByteBuffer, byte[]> {
    private final long limit;
    private byte[] bytes;
    private int size;
    private volatile boolean done;
    private Subscription source = Operators.emptySubscription();

    Collecting(CoreSubscriber<? super byte[]> subscriber, long limit, byte[] bytes) {
      super(subscriber);
      this.limit = limit;
      this.bytes = bytes;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      source = subscription;
      actual.onSubscribe(this);
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer chunk) {
      if (done) {
        return;
      }
      if (size + (long) chunk.remaining() > limit) {
        source.cancel();
        onError(HttpException.contentTooLarge(limit));
        return;
      }
      append(chunk);
    }

    @Override
    public void onError(Throwable error) {
      if (!done) {
        done = true;
        actual.onError(error);
      }
    }

    @Override
    public void onComplete() {
      if (!done) {
        done = true;
        complete(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
      }
    }

    @Override
    public void cancel() {
      done = true;
      super.cancel();
      source.cancel();
    }

    private void append(ByteBuffer chunk) {
      int count = chunk.remaining();
      if (size + count > bytes.length) {
        bytes = Arrays.copyOf(bytes, (int)
            Math.min(Math.max(size + (long) count, bytes.length * 2L), MAX_SIZE));
      }
      chunk.get(bytes, size, count);
      size += count;
    }
  }
}
