package io.molt.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When requests are refused that come to an event loop with too much to do. Time passes as the tests say. */
class LoopWatchTest {
  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int WARM = 2000;
  private static final int MANY = 32;
  private static final int LOOKS = 4;

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final LoopWatch watch =
      new LoopWatch(Duration.ZERO, Duration.ofNanos(LOOKS * LOOK), blocked -> {});
  private final LoopWatch.Loop loop = watch.watched(tasks::add);
  private long now;

  @BeforeEach
  void ask() {
    begin(WARM);
    look();
    assertThat(tasks).hasSize(1);
  }

  @Test
  void loop_that_begins_requests_all_the_while_refuses_once_they_have_waited_too_long() {
    for (int i = 1; i < LOOKS; i++) {
      beginAndLook(MANY);
      assertThat(refuses()).isFalse();
    }
    look();
    assertThat(refuses()).isTrue();
  }

  @Test
  void loop_that_begins_slow_requests_all_the_while_refuses_too() {
    for (int i = 0; i < 2 * MANY; i++) {
      beginAndLook(1);
      look();
    }
    assertThat(refuses()).isTrue();
  }

  @Test
  void loop_that_is_held_up_for_long_and_begins_nothing_refuses_nobody() {
    beginAndLook(MANY);
    for (int i = 0; i < 1000; i++) {
      look();
    }
    assertThat(refuses()).isFalse();

    beginAndLook(MANY);
    assertThat(refuses()).isFalse();
  }

  @Test
  void loop_that_was_held_up_refuses_if_it_is_not_soon_through_with_what_came_meanwhile() {
    for (int i = 0; i < 1000; i++) {
      look();
    }
    for (int i = 0; i < LOOKS; i++) {
      assertThat(refuses()).isFalse();
      begin(MANY);
      look();
    }
    assertThat(refuses()).isTrue();
  }

  @Test
  void loop_that_is_through_refuses_nobody_and_is_asked_anew() {
    for (int i = 0; i < LOOKS; i++) {
      beginAndLook(MANY);
    }
    assertThat(refuses()).isTrue();

    tasks.remove().run();
    assertThat(refuses()).isFalse();
    for (int i = 0; i < LOOKS; i++) {
      beginAndLook(MANY);
      assertThat(refuses()).isFalse();
    }
    assertThat(tasks).hasSize(1);
  }

  @Test
  void looks_that_come_late_do_not_count() {
    for (int i = 0; i < 1000; i++) {
      now += LOOK;
      beginAndLook(MANY);
    }
    assertThat(refuses()).isFalse();

    for (int i = 0; i < LOOKS; i++) {
      beginAndLook(MANY);
    }
    assertThat(refuses()).isTrue();
  }

  @Test
  void few_requests_make_no_loop_refuse() {
    for (int i = 0; i < MANY - 2; i++) {
      beginAndLook(1);
    }
    assertThat(refuses()).isFalse();
  }

  private void beginAndLook(int count) {
    begin(count);
    look();
  }

  private void look() {
    now += LOOK;
    watch.look(now);
  }

  private void begin(int count) {
    for (int i = 0; i < count; i++) {
      refuses();
    }
  }

  /** Begins one, and tells what becomes of it. */
  private boolean refuses() {
    Request request = Requests.get("/");
    loop.begin(request);
    loop.end();
    return request.context().isBehind();
  }
}
