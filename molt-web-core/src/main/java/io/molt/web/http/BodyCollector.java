package io.molt.web.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/** Collects a stream into one array, up to a limit. */
final class BodyCollector extends Mono<byte[]> {
  private static final int FIRST_SIZE = 4096;
  private static final int LEAST_SIZE = 512;
  private static final int BELIEVED = 16;
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
    chunks.subscribe(new Collecting(subscriber, limit, first));
  }

  private static final class Collecting extends Operators.MonoSubscriber<ByteBuffer, byte[]>
      implements Borrower {
    private static final byte[] NONE = new byte[0];
    private static final Duration SOON = Duration.ofSeconds(1);

    private final long limit;
    private final int first;
    private final @Nullable CollectingRoom room;
    private byte[] bytes = NONE;
    private int size;
    private long taken;
    private volatile boolean done;
    private Subscription source = Operators.emptySubscription();

    Collecting(CoreSubscriber<? super byte[]> subscriber, long limit, int first) {
      super(subscriber);
      this.limit = limit;
      this.first = first;
      // Code of users can be without one, and then it counts for nobody.
      RequestContext context = subscriber.currentContext().getOrDefault(RequestContext.class, null);
      this.room = context == null ? null : context.service().collecting();
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
        refuse(HttpException.contentTooLarge(limit));
      } else if (makeRoom(chunk.remaining())) {
        int count = chunk.remaining();
        chunk.get(bytes, size, count);
        size += count;
      } else {
        refuse(new OverloadedException("There is too much content to be read.", SOON));
      }
    }

    @Override
    public void onError(Throwable error) {
      if (!done) {
        end();
        actual.onError(error);
      }
    }

    @Override
    public void onComplete() {
      if (!done) {
        end();
        complete(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
      }
    }

    @Override
    public void cancel() {
      end();
      super.cancel();
      source.cancel();
    }

    private void refuse(HttpException reason) {
      source.cancel();
      onError(reason);
    }

    /** Sees to it that so many more bytes fit in; returns whether they do. */
    private boolean makeRoom(int count) {
      if (size + count <= bytes.length) {
        return true;
      }
      // What is claimed is worth as much as what there is of it: room must not be had for a byte.
      long believed = Math.min(first, Math.max(LEAST_SIZE, BELIEVED * (size + (long) count)));
      long doubled = Math.max(believed, bytes.length * 2L);
      int larger = (int) Math.min(Math.max(size + (long) count, doubled), MAX_SIZE);
      if (!take(larger - bytes.length)) {
        return false;
      }
      bytes = Arrays.copyOf(bytes, larger);
      return true;
    }

    private synchronized boolean take(long more) {
      if (room == null || done) {
        return true;
      }
      boolean left = room.take(more);
      taken += left ? more : 0;
      return left;
    }

    private synchronized void end() {
      done = true;
      if (room != null) {
        room.give(taken);
        taken = 0;
      }
    }
  }
}
