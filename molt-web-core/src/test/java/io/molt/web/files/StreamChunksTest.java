package io.molt.web.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.NonBlocking;
import reactor.core.scheduler.Schedulers;

class StreamChunksTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final BlockingQueue<Thread> closers = new LinkedBlockingQueue<>();

  /** Asks for one chunk. */
  private static final class Reader extends BaseSubscriber<ByteBuffer> {
    private final CountDownLatch begun = new CountDownLatch(1);

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      subscription.request(1);
    }

    @Override
    protected void hookOnNext(ByteBuffer chunk) {
      begun.countDown();
    }
  }

  /** Content without an end, as from an archive that others read from, too. */
  private final class Content extends InputStream {
    @Override
    public int read() {
      return 0;
    }

    @Override
    public void close() {
      closers.add(Thread.currentThread());
    }
  }

  @Test
  void resource_whose_reader_has_cancelled_is_closed_by_a_thread_that_may_wait() throws Exception {
    Reader reader = new Reader();
    StreamChunks.read(resource(), 0, Long.MAX_VALUE).subscribe(reader);
    assertThat(reader.begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

    Mono.fromRunnable(reader::cancel).subscribeOn(Schedulers.parallel()).block(PATIENCE);

    assertThat(closers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isNotNull()
        .isNotInstanceOf(NonBlocking.class);
  }

  private URL resource() throws IOException {
    return new URL(null, "test:content", new URLStreamHandler() {
      @Override
      protected URLConnection openConnection(URL url) {
        return new URLConnection(url) {
          @Override
          public void connect() {
            // It is at hand.
          }

          @Override
          public InputStream getInputStream() {
            return new Content();
          }
        };
      }
    });
  }
}
