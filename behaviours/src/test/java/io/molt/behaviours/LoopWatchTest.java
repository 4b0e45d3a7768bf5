package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.BlockedLoop;
import io.molt.web.http.LoopWatch;
import io.molt.web.http.Observer;
import io.molt.web.http.RequestLimits;
import io.molt.web.http.Response;
import io.molt.web.http.Service;
import io.molt.web.test.TestClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** What is told of a thread that is to run tasks at once, and does not. */
class LoopWatchTest implements Observer {
  private final BlockingQueue<BlockedLoop> told = new LinkedBlockingQueue<>();
  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private final Service service = Service.of(
          request -> Response.ok(), Schedulers.parallel(), Clock.systemUTC())
      .withLimits(RequestLimits.defaults()
          .withBlocking(blocking -> blocking.withWarnAfter(Duration.ofMillis(50))))
      .withObserver(this);

  @Override
  public void onBlocked(BlockedLoop blocked) {
    told.add(blocked);
  }

  @AfterEach
  void end() {
    service.stop();
    executor.shutdownNow();
  }

  private void watch() throws InterruptedException {
    LoopWatch watch = Objects.requireNonNull(service.loopWatch());
    CountDownLatch added = new CountDownLatch(1);
    executor.execute(() -> {
      watch.add(executor);
      added.countDown();
    });
    added.await();
  }

  @Test
  void code_that_waits_and_code_that_computes_are_told_apart() throws InterruptedException {
    watch();

    CountDownLatch end = new CountDownLatch(1);
    executor.execute(() -> awaitQuietly(end));
    BlockedLoop waiting = told.poll(30, TimeUnit.SECONDS);
    end.countDown();
    CountDownLatch computed = new CountDownLatch(1);
    executor.execute(() -> compute(computed));
    BlockedLoop computing = told.poll(30, TimeUnit.SECONDS);
    computed.countDown();

    assertThat(waiting).isNotNull();
    assertThat(waiting.waits()).isTrue();
    assertThat(waiting.call()).isEqualTo("java.util.concurrent.CountDownLatch.await");
    assertThat(waiting.at().getMethodName()).isEqualTo("awaitQuietly");
    assertThat(computing).isNotNull();
    assertThat(computing.waits()).isFalse();
  }

  @Test
  void code_that_waits_inside_the_framework_is_named_with_its_own_line()
      throws InterruptedException {
    watch();

    Sinks.One<Response> answer = Sinks.one();
    try (TestClient client = TestClient.of(App.create().get("/", request -> answer.asMono()))) {
      executor.execute(() -> client.get("/").send().expectStatus(200));
      BlockedLoop waiting = told.poll(30, TimeUnit.SECONDS);
      answer.tryEmitValue(Response.ok());
      executor.shutdown();

      assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
      assertThat(waiting).isNotNull();
      assertThat(waiting.at().getClassName()).isEqualTo(LoopWatchTest.class.getName());
      assertThat(waiting.call()).isEqualTo("io.molt.web.test.TestRequest.send");
    }
  }

  @Test
  void idle_loop_is_not_told_of() throws InterruptedException {
    watch();

    assertThat(told.poll(500, TimeUnit.MILLISECONDS)).isNull();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void compute(CountDownLatch until) {
    long sum = 0;
    while (until.getCount() > 0) {
      sum++;
    }
    assertThat(sum).isPositive();
  }
}
