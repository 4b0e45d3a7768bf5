package io.molt.web.http;

import java.nio.ByteBuffer;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

/** Content for a reader that has done with each buffer when its call returns. */
final class Borrowing extends Flux<ByteBuffer> {
  private final Flux<ByteBuffer> chunks;

  Borrowing(Flux<ByteBuffer> chunks) {
    this.chunks = chunks;
  }

  @Override
  public void subscribe(CoreSubscriber<? super ByteBuffer> reader) {
    chunks.subscribe(new Marked(reader));
  }

  private record Marked(CoreSubscriber<? super ByteBuffer> reader) implements Borrower {
    @Override
    public Context currentContext() {
      return reader.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      reader.onSubscribe(subscription);
    }

    @Override
    public void onNext(ByteBuffer chunk) {
      reader.onNext(chunk);
    }

    @Override
    public void onError(Throwable error) {
      reader.onError(error);
    }

    @Override
    public void onComplete() {
      reader.onComplete();
    }
  }
}
