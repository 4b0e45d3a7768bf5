package io.molt.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
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

  private static String sleep() throws InterruptedException {
    Thread.sleep(1);
    return "slept";
  }
}
