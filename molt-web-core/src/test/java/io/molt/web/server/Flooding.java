package io.molt.web.server;

import java.nio.ByteBuffer;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Sends a thousand chunks, whatever it was asked for, from a thread of its own. */
final class Flooding implements Publisher<ByteBuffer> {
  private static final int COUNT = 1000;

  @Override
  public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
    subscriber.onSubscribe(new Subscription() {
      @Override
      public void request(long n) {
        new Thread(() -> flood(subscriber)).start();
      }

      @Override
      public void cancel() {}
    });
  }

  private static void flood(Subscriber<? super ByteBuffer> subscriber) {
    for (int i = 0; i < COUNT; i++) {
      subscriber.onNext(ByteBuffer.wrap(new byte[] {'a'}));
    }
  }
}
