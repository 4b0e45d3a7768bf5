package io.molt.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Who is let in, and when. */
class LimiterTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final List<String> said = new ArrayList<>();

  @AfterEach
  void endTime() {
    time.dispose();
  }

  private Limiter limiter(int limit, int maxWaiting, Duration maxWait) {
    return new Limiter(() -> limit, maxWaiting, maxWait, time);
  }

  private final class Named implements Limiter.Entrant {
    private final String name;
    private long since;

    Named(String name) {
      this.name = name;
    }

    @Override
    public void entered(boolean waited) {
      said.add(name + (waited ? " in after a wait" : " in"));
    }

    @Override
    public void refused() {
      said.add(name + " refused");
    }

    @Override
    public void waitsSince(long nanos) {
      since = nanos;
    }

    @Override
    public long waitsSince() {
      return since;
    }
  }

  @Test
  void where_there_is_room_all_are_let_in() {
    Limiter limiter = limiter(2, 0, SECOND);

    limiter.enter(new Named("a"));
    limiter.enter(new Named("b"));

    assertThat(said).containsExactly("a in", "b in");
    assertThat(limiter.isFull()).isTrue();
    assertThat(limiter.inside()).isEqualTo(2);
  }

  @Test
  void who_leaves_lets_the_first_in_line_in() {
    Limiter limiter = limiter(1, 2, SECOND);
    for (String name : List.of("a", "b", "c", "d")) {
      limiter.enter(new Named(name));
    }

    limiter.leave();
    limiter.leave();

    assertThat(said).containsExactly("a in", "d refused", "b in after a wait", "c in after a wait");
    assertThat(limiter.waiting()).isZero();
  }

  @Test
  void who_gives_up_is_neither_let_in_nor_refused() {
    Limiter limiter = limiter(1, 1, SECOND);
    Named b = new Named("b");
    limiter.enter(new Named("a"));
    limiter.enter(b);

    assertThat(limiter.giveUp(b)).isTrue();
    assertThat(limiter.giveUp(b)).isFalse();
    limiter.leave();
    time.advanceTimeBy(SECOND);

    assertThat(said).containsExactly("a in");
    assertThat(limiter.inside()).isZero();
  }

  @Test
  void each_waits_as_long_as_one_may_and_no_longer() {
    Limiter limiter = limiter(1, 5, SECOND);
    limiter.enter(new Named("a"));
    limiter.enter(new Named("b"));
    time.advanceTimeBy(Duration.ofMillis(600));
    limiter.enter(new Named("c"));

    time.advanceTimeBy(Duration.ofMillis(399));
    assertThat(said).containsExactly("a in");
    time.advanceTimeBy(Duration.ofMillis(1));
    assertThat(said).containsExactly("a in", "b refused");
    time.advanceTimeBy(Duration.ofMillis(599));
    assertThat(said).containsExactly("a in", "b refused");
    time.advanceTimeBy(Duration.ofMillis(1));
    assertThat(said).containsExactly("a in", "b refused", "c refused");
  }

  @Test
  void wait_without_limit_ends_with_room_only() {
    Limiter limiter = limiter(1, 5, Duration.ZERO);
    limiter.enter(new Named("a"));
    limiter.enter(new Named("b"));

    time.advanceTimeBy(Duration.ofDays(1));
    limiter.leave();

    assertThat(said).containsExactly("a in", "b in after a wait");
  }

  @Test
  void nobody_joins_the_line_who_would_wait_too_long_at_its_pace() {
    Limiter limiter = limiter(1, 1000, SECOND);
    limiter.enter(new Named("first"));
    // One in 100 ms, until the mean has settled: the line then takes nine or ten.
    for (int i = 0; i < 100; i++) {
      limiter.enter(new Named("steady"));
      time.advanceTimeBy(Duration.ofMillis(100));
      limiter.leave();
    }
    said.clear();

    for (int i = 0; i < 100; i++) {
      limiter.enter(new Named("burst"));
    }

    assertThat(limiter.waiting()).isBetween(9, 10);
    assertThat(said).containsOnly("burst refused");
  }

  @Test
  void line_grows_again_when_its_pace_does() {
    Limiter limiter = limiter(1, 1000, SECOND);
    limiter.enter(new Named("first"));
    limiter.enter(new Named("late"));
    time.advanceTimeBy(SECOND);
    limiter.enter(new Named("probe"));
    limiter.enter(new Named("too many"));
    assertThat(said).containsExactly("first in", "late refused", "too many refused");

    for (int i = 0; i < 100; i++) {
      limiter.leave();
      limiter.enter(new Named("quick"));
    }
    said.clear();
    for (int i = 0; i < 500; i++) {
      limiter.enter(new Named("burst"));
    }

    assertThat(said).isEmpty();
    assertThat(limiter.waiting()).isGreaterThanOrEqualTo(500);
  }

  @Test
  void higher_limit_lets_in_with_the_next_word() {
    AtomicInteger limit = new AtomicInteger(1);
    Limiter limiter = new Limiter(limit::get, 5, SECOND, time);
    for (String name : List.of("a", "b", "c", "d")) {
      limiter.enter(new Named(name));
    }

    limit.set(3);
    limiter.leave();

    assertThat(said)
        .containsExactly("a in", "b in after a wait", "c in after a wait", "d in after a wait");
  }

  @Test
  void limit_below_one_counts_as_one() {
    Limiter limiter = limiter(0, 0, SECOND);

    limiter.enter(new Named("a"));
    limiter.enter(new Named("b"));

    assertThat(said).containsExactly("a in", "b refused");
  }

  /** Comes in and leaves, from many threads; some give up. */
  private static final class Crowd {
    private final Limiter limiter;
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final CountDownLatch done;

    Crowd(Limiter limiter, int count) {
      this.limiter = limiter;
      this.done = new CountDownLatch(count);
    }

    void one() {
      Member member = new Member();
      limiter.enter(member);
      if (ThreadLocalRandom.current().nextInt(8) == 0 && limiter.giveUp(member)) {
        done.countDown();
      }
    }

    private final class Member implements Limiter.Entrant {
      private long since;

      @Override
      public void entered(boolean waited) {
        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
        Thread.yield();
        inside.decrementAndGet();
        limiter.leave();
        done.countDown();
      }

      @Override
      public void refused() {
        done.countDown();
      }

      @Override
      public void waitsSince(long nanos) {
        since = nanos;
      }

      @Override
      public long waitsSince() {
        return since;
      }
    }
  }

  @Test
  void crowd_on_many_threads_is_served_to_the_last_and_never_too_many_at_a_time()
      throws InterruptedException {
    int threads = 8;
    int each = 20_000;
    Limiter limiter = limiter(3, 1000, Duration.ZERO);
    Crowd crowd = new Crowd(limiter, threads * each);

    for (int i = 0; i < threads; i++) {
      new Thread(() -> {
            for (int n = 0; n < each; n++) {
              crowd.one();
            }
          })
          .start();
    }

    assertThat(crowd.done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(crowd.most.get()).isBetween(1, 3);
    assertThat(limiter.inside()).isZero();
    assertThat(limiter.waiting()).isZero();
  }
}
