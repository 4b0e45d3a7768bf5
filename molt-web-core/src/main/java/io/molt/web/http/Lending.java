package io.molt.web.http;

import java.nio.ByteBuffer;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

/** Content as it is lent, piece by piece. */
final class Lending extends Flux<LentBytes> {
  private final Flux<ByteBuffer> chunks;

  Lending(Flux<ByteBuffer> chunks) {
    this.chunks = chunks;
  }

  @Override
  public void subscribe(CoreSubscriber<? super LentBytes> reader) {
    chunks.subscribe(new Lender(reader));
  }

  private record Lender(CoreSubscriber<? super LentBytes> reader) implements Borrower {
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
      LentBytes lent = new LentBytes(chunk);
      try {
        reader.onNext(lent);
      } finally {
        lent.takeBack();
      }
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
