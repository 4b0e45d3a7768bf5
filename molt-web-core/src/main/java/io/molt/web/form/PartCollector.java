package io.molt.web.form;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/** Collects the content of a part into one array, within what may be read whole. */
final class PartCollector extends Mono<byte[]> {
  private final Flux<ByteBuffer> content;
  private final FormRun run;

  PartCollector(Flux<ByteBuffer> content, FormRun run) {
    this.content = content;
    this.run = run;
  }

  @Override
  public void subscribe(CoreSubscriber<? super byte[]> subscriber) {
    content.subscribe(new Collecting(subscriber, run));
  }

  private static final class Collecting extends Operators.MonoSubscriber<ByteBuffer, byte[]>
      implements Taker {
    private static final byte[] NONE = new byte[0];
    private static final int FIRST_SIZE = 128;

    private final FormRun run;
    private Subscription source = Operators.emptySubscription();
    private byte[] bytes = NONE;
    private int size;
    private boolean done;

    Collecting(CoreSubscriber<? super byte[]> subscriber, FormRun run) {
      super(subscriber);
      this.run = run;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      source = subscription;
      actual.onSubscribe(this);
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer piece) {
      if (done) {
        return;
      }
      try {
        run.readWhole(piece.remaining());
      } catch (RuntimeException noRoom) {
        source.cancel();
        onError(noRoom);
        return;
      }
      append(piece);
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
      super.cancel();
      source.cancel();
    }

    private void append(ByteBuffer piece) {
      int count = piece.remaining();
      if (size + count > bytes.length) {
        int larger = Math.max(size + count, 2 * bytes.length);
        bytes = Arrays.copyOf(bytes, Math.max(larger, FIRST_SIZE));
      }
      piece.get(bytes, size, count);
      size += count;
    }
  }
}
