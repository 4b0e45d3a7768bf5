package io.molt.web.http;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/** Passes its source to the first subscriber and tells every later one how to read a body twice. */
final class ReadOnce extends Flux<ByteBuffer> {
  private static final AtomicIntegerFieldUpdater<ReadOnce> READ =
      AtomicIntegerFieldUpdater.newUpdater(ReadOnce.class, "read");

  private final Flux<ByteBuffer> source;
  private volatile int read;

  ReadOnce(Flux<ByteBuffer> source) {
    this.source = source;
  }

  @Override
  public void subscribe(CoreSubscriber<? super ByteBuffer> subscriber) {
    if (READ.compareAndSet(this, 0, 1)) {
      source.subscribe(subscriber);
      return;
    }
    Operators.error(
        subscriber,
        new IllegalStateException(
            "body was read already (expected: one reader; use request.buffered() first to read it more than once)"));
  }
}
