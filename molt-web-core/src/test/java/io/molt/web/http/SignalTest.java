package io.molt.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.StepVerifier;

class SignalTest {

  @Test
  void it_completes_those_who_wait_and_those_who_come_later() {
    Signal signal = new Signal();

    StepVerifier.create(signal).then(signal::give).verifyComplete();

    StepVerifier.create(signal).verifyComplete();
    assertThat(signal.isGiven()).isTrue();
  }

  @Test
  void who_has_cancelled_is_not_told() {
    Signal signal = new Signal();
    AtomicInteger told = new AtomicInteger();
    Disposable waiting = signal.subscribe(nothing -> {}, error -> {}, told::incrementAndGet);

    waiting.dispose();
    signal.give();

    assertThat(told).hasValue(0);
  }

  @Test
  void everybody_is_told_once_however_they_race() throws InterruptedException {
    for (int round = 0; round < 500; round++) {
      Signal signal = new Signal();
      CountDownLatch told = new CountDownLatch(32);
      IntStream.range(0, 34).parallel().forEach(i -> {
        if (i % 17 == 8) {
          signal.give();
        } else {
          signal.subscribe(nothing -> {}, error -> {}, told::countDown);
        }
      });
      assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
