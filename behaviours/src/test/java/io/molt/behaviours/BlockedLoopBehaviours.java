package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.App;
import io.molt.web.http.BlockedLoop;
import io.molt.web.http.Handler;
import io.molt.web.http.Observer;
import io.molt.web.http.Response;
import io.molt.web.test.TestClient;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Handlers that keep the event loop are named with their line. */
class BlockedLoopBehaviours extends Behaviours implements Observer {
  private static final Duration NEVER = Duration.ZERO;
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Object lock = new Object();
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final Queue<BlockedLoop> told = new ConcurrentLinkedQueue<>();

  @Override
  public void onBlocked(BlockedLoop blocked) {
    told.add(blocked);
    release.countDown();
  }

  /** Takes the lock until a blocked loop is told of, or so much time has passed. */
  private void hold(Duration atMost) throws InterruptedException {
    Thread holder = new Thread(() -> {
      synchronized (lock) {
        held.countDown();
        await(release, atMost);
      }
    });
    holder.start();
    held.await();
  }

  private static void await(CountDownLatch latch, Duration atMost) {
    try {
      latch.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private String needTheLock() {
    synchronized (lock) {
      return "got it";
    }
  }

  private TestClient client(Handler handler) {
    return run(App.create().observe(this).get("/users/{id}", handler)).timeout(LONG);
  }

  @Test
  void handler_that_waits_on_the_event_loop_fails_the_test_with_its_line()
      throws InterruptedException {
    TestClient client = client(request -> Response.text(needTheLock()));
    hold(LONG);

    assertThatThrownBy(() -> client.get("/users/5").send())
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("GET /users/{id} has kept the event loop for 100 ms at"
            + " io.molt.behaviours.BlockedLoopBehaviours.needTheLock(BlockedLoopBehaviours.java:")
        .hasMessageContaining("request.blocking(..) runs what blocks");
  }

  @Test
  void test_fails_though_an_observer_of_the_app_that_is_told_takes_its_time()
      throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    Observer slow = new Observer() {
      @Override
      public void onBlocked(BlockedLoop blocked) {
        release.countDown();
        await(done, Duration.ofSeconds(2));
      }
    };
    TestClient client = run(App.create()
            .observe(slow)
            .get("/users/{id}", request -> Response.text(needTheLock())))
        .timeout(LONG);
    hold(LONG);

    assertThatThrownBy(() -> client.get("/users/5").send())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("BlockedLoopBehaviours.needTheLock");
    done.countDown();
  }

  @Test
  void observers_are_told_once_for_each_line() throws InterruptedException {
    TestClient client = client(request -> Response.text(needTheLock())).lenient();
    hold(LONG);
    client.get("/users/1").send().expectBody("got it");

    assertThat(told).singleElement().satisfies(blocked -> {
      assertThat(blocked.work()).isEqualTo("GET /users/{id}");
      assertThat(blocked.at().getMethodName()).isEqualTo("needTheLock");
      assertThat(blocked.waits()).isTrue();
      assertThat(blocked.stack()).isNotEmpty();
    });
  }

  @Test
  void what_a_handler_returned_is_watched_too() throws InterruptedException {
    TestClient client = client(request -> request.text().map(text -> Response.text(needTheLock())));
    hold(LONG);

    assertThatThrownBy(() -> client.get("/users/5").send())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("BlockedLoopBehaviours.needTheLock");
  }

  @Test
  void code_that_computes_is_none_of_a_tests_business() {
    TestClient client = client(request -> {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(250);
      long sum = 0;
      while (System.nanoTime() < end) {
        sum++;
      }
      return Response.text(sum > 0 ? "computed" : "");
    });

    client.get("/users/5").send().expectBody("computed");
  }

  @Test
  void loops_may_go_unwatched() throws InterruptedException {
    TestClient client = client(request -> Response.text(needTheLock()))
        .limits(limits -> limits.withBlocking(blocking -> blocking.withWarnAfter(NEVER)));
    hold(Duration.ofMillis(300));

    client.get("/users/5").send().expectBody("got it");

    assertThat(told).isEmpty();
  }

  @Test
  void waiting_beside_the_event_loop_is_fine() {
    TestClient client = client(request -> request
        .blocking(() -> {
          Thread.sleep(300);
          return "slept";
        })
        .map(Response::text));

    client.get("/users/5").send().expectBody("slept");
    client(request ->
            Mono.delay(Duration.ofMillis(300), request.scheduler()).thenReturn(Response.ok()))
        .get("/users/5")
        .send()
        .expectStatus(200);

    assertThat(told).isEmpty();
  }
}
