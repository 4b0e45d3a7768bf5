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
import reactor.core.Disposable;
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
  private class Content extends InputStream {
    @Override
    public int read() {
      return 0;
    }

    @Override
    public void close() {
      closers.add(Thread.currentThread());
    }
  }

  /** Content of which little is skipped at a time. */
  private final class Endless extends Content {
    private final CountDownLatch skipping = new CountDownLatch(1);

    @Override
    public long skip(long count) {
      skipping.countDown();
      return Math.min(count, 512);
    }
  }

  @Test
  void resource_whose_reader_has_cancelled_is_closed_by_a_thread_that_may_wait() throws Exception {
    Reader reader = new Reader();
    StreamChunks.read(resource(new Content()), 0, Long.MAX_VALUE).subscribe(reader);
    assertThat(reader.begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

    Mono.fromRunnable(reader::cancel).subscribeOn(Schedulers.parallel()).block(PATIENCE);

    assertThat(closers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isNotNull()
        .isNotInstanceOf(NonBlocking.class);
  }

  @Test
  void a_part_that_nobody_waits_for_any_more_is_looked_for_no_longer() throws Exception {
    Endless endless = new Endless();
    Disposable reading = StreamChunks.read(resource(endless), Long.MAX_VALUE / 2, 1)
        .subscribe(chunk -> {}, error -> {});
    assertThat(endless.skipping.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    reading.dispose();
    assertThat(closers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
  }

  private static URL resource(InputStream content) throws IOException {
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
            return content;
          }
        };
      }
    });
  }
}
