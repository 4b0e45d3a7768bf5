package io.molt.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.NonBlocking;
import reactor.core.scheduler.Schedulers;

/** A channel whose reader waits until it is interrupted: whoever does that closes it, as the JDK has it for files. */
public final class Interruption extends AbstractInterruptibleChannel {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final CountDownLatch begun = new CountDownLatch(1);
  private final BlockingQueue<Thread> closers = new LinkedBlockingQueue<>();

  /** Waits to be interrupted. */
  public boolean read() throws IOException {
    begin();
    try {
      begun.countDown();
      while (isOpen()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
      return true;
    } finally {
      end(false);
    }
  }

  /** Runs what interrupts the reader on a thread that must not block, and expects that another one does it. */
  public void expectAside(Runnable interrupting) throws InterruptedException {
    assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

    Mono.fromRunnable(interrupting).subscribeOn(Schedulers.parallel()).block(PATIENCE);

    assertThat(closers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isNotNull()
        .isNotInstanceOf(NonBlocking.class);
  }

  @Override
  protected void implCloseChannel() {
    closers.add(Thread.currentThread());
  }
}
