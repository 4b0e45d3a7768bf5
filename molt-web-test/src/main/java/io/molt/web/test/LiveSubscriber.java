package io.molt.web.test;

import java.nio.ByteBuffer;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** Passes a response on to the test, and lets it go away at any time. */
final class LiveSubscriber extends BaseSubscriber<ByteBuffer> {
  private final Reply reply;

  LiveSubscriber(Reply reply) {
    this.reply = reply;
  }

  @Override
  protected void hookOnSubscribe(Subscription subscription) {
    reply.onSubscribe(subscription);
  }

  @Override
  protected void hookOnNext(ByteBuffer chunk) {
    reply.onNext(chunk);
  }

  @Override
  protected void hookOnError(Throwable error) {
    reply.onError(error);
  }

  @Override
  protected void hookOnComplete() {
    reply.onComplete();
  }
}
