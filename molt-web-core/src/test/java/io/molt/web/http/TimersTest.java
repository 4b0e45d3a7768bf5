package io.molt.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

class TimersTest {
  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final Timers timers = new Timers(time, () -> time.now(TimeUnit.NANOSECONDS));
  private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

  private Timers.Timer start(long at, String name) {
    return timers.start(at, () -> ran.add(name));
  }

  private void advance(long nanos) {
    time.advanceTimeBy(Duration.ofNanos(nanos));
  }

  @Test
  void a_task_runs_at_its_time_and_not_before() {
    start(1000, "a");

    advance(999);
    assertThat(ran).isEmpty();
    advance(1);
    assertThat(ran).containsExactly("a");
    advance(100_000);
    assertThat(ran).containsExactly("a");
  }

  @Test
  void tasks_run_in_the_order_of_their_times_and_then_of_their_coming() {
    start(30, "late");
    start(10, "early");
    start(20, "first");
    start(20, "second");

    advance(30);

    assertThat(ran).containsExactly("early", "first", "second", "late");
  }

  @Test
  void a_time_that_has_passed_is_now() {
    advance(500);

    start(100, "overdue");
    advance(0);

    assertThat(ran).containsExactly("overdue");
  }

  @Test
  void a_cancelled_task_does_not_run_and_does_not_delay_others() {
    Timers.Timer first = start(10, "cancelled");
    start(20, "other");

    first.cancel();
    first.cancel();
    advance(20);

    assertThat(ran).containsExactly("other");
  }

  @Test
  void only_the_next_one_is_a_task_of_the_scheduler() {
    for (int i = 0; i < 1000; i++) {
      start(10_000 + i, "x" + i);
    }

    assertThat(time.getScheduledTaskCount()).isEqualTo(1);
    advance(20_000);
    assertThat(ran).hasSize(1000);
  }

  @Test
  void nothing_is_scheduled_while_nothing_waits() {
    start(10, "x").cancel();

    advance(10);
    advance(100_000);

    assertThat(time.getScheduledTaskCount()).isEqualTo(1);
  }

  @Test
  void a_task_that_fails_does_not_keep_others_from_running() {
    timers.start(10, () -> {
      throw new IllegalStateException("oops");
    });
    start(10, "same");
    start(20, "later");

    advance(20);

    assertThat(ran).containsExactly("same", "later");
  }

  @Test
  void a_task_may_start_another() {
    timers.start(10, () -> start(15, "next"));

    advance(14);
    assertThat(ran).isEmpty();
    advance(1);

    assertThat(ran).containsExactly("next");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void any_mixture_runs_what_is_due_and_only_that(long seed) {
    Random random = new Random(seed);
    List<String> expected = new ArrayList<>();
    for (int step = 0; step < 300; step++) {
      long at = time.now(TimeUnit.NANOSECONDS) + 1 + random.nextInt(50);
      Timers.Timer timer = start(at, "t" + step);
      if (random.nextBoolean()) {
        timer.cancel();
      } else {
        expected.add("t" + step);
      }
      advance(random.nextInt(10));
    }
    advance(50);

    assertThat(ran).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void real_time_keeps_them_too_from_many_threads() throws InterruptedException {
    Timers real = new Timers(Schedulers.parallel(), System::nanoTime);
    int count = 2000;
    CountDownLatch due = new CountDownLatch(count);
    AtomicInteger early = new AtomicInteger();

    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Random random = new Random(t);
      Thread thread = new Thread(() -> {
        for (int i = 0; i < count / 4; i++) {
          long at = System.nanoTime() + random.nextInt(20_000_000);
          real.start(at, () -> {
            if (System.nanoTime() - at < 0) {
              early.incrementAndGet();
            }
            due.countDown();
          });
          // Late enough not to be due before it is cancelled.
          real.start(at + 200_000_000, early::incrementAndGet).cancel();
        }
      });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join(10_000);
    }

    assertThat(due.await(10, TimeUnit.SECONDS)).isTrue();
    Thread.sleep(300);
    assertThat(early).hasValue(0);
  }

  @Test
  void a_scheduler_that_takes_no_tasks_refuses_each_one() {
    Scheduler immediate = Schedulers.immediate();
    Timers none = new Timers(immediate, System::nanoTime);

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> none.start(System.nanoTime() + 1_000_000, () -> {}))
          .isInstanceOf(RejectedExecutionException.class);
    }
  }
}
