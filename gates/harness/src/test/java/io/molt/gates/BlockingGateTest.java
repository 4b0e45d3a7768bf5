package io.molt.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Proves that a thread which must not block cannot, in a module with the harness. */
class BlockingGateTest {
  private static final Duration SAFETY_NET = Duration.ofSeconds(20);

  @Test
  void sleep_on_a_non_blocking_thread_fails() {
    Mono<String> sleeper = Mono.fromCallable(BlockingGateTest::sleep);

    assertThatThrownBy(() -> sleeper.subscribeOn(Schedulers.parallel()).block(SAFETY_NET))
        .hasRootCauseInstanceOf(BlockingOperationError.class)
        .hasStackTraceContaining("Thread.sleep");
  }

  @Test
  void sleep_on_a_thread_made_for_blocking_passes() {
    Mono<String> sleeper = Mono.fromCallable(BlockingGateTest::sleep);

    assertThat(sleeper.subscribeOn(Schedulers.boundedElastic()).block(SAFETY_NET))
        .isEqualTo("slept");
  }

  @Test
  void a_message_to_a_waiting_test_passes() throws InterruptedException {
    BlockingQueue<Integer> messages = new LinkedBlockingQueue<>();
    int count = 10_000;

    // The reader contends for the queue's locks while the other thread adds to it.
    Disposable sender = Schedulers.parallel().schedule(() -> {
      for (int i = 0; i < count; i++) {
        messages.add(i);
      }
    });
    for (int i = 0; i < count; i++) {
      assertThat(messages.poll(SAFETY_NET.toSeconds(), TimeUnit.SECONDS)).isEqualTo(i);
    }
    sender.dispose();
  }

  @Test
  void a_periodic_task_can_be_cancelled_on_a_non_blocking_thread() {
    Mono<String> cancelled = Mono.fromCallable(() -> {
      for (int i = 0; i < 1_000; i++) {
        Schedulers.parallel()
            .schedulePeriodically(() -> {}, 1, 1, TimeUnit.MILLISECONDS)
            .dispose();
      }
      return "cancelled";
    });

    assertThat(cancelled.subscribeOn(Schedulers.parallel()).block(SAFETY_NET))
        .isEqualTo("cancelled");
  }

  private static String sleep() throws InterruptedException {
    Thread.sleep(1);
    return "slept";
  }
}
