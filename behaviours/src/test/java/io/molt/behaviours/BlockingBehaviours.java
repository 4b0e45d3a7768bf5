package io.molt.behaviours;

import static io.molt.web.RouteOption.deadline;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.HttpException;
import io.molt.web.http.Outcome;
import io.molt.web.http.OverloadedException;
import io.molt.web.http.RequestContext;
import io.molt.web.http.Response;
import io.molt.web.test.TestCall;
import io.molt.web.test.TestClient;
import java.io.IOException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.NonBlocking;
import reactor.core.scheduler.Schedulers;

/** Code that blocks, on threads made for it, for as long as its request wants it. */
class BlockingBehaviours extends Behaviours {

  /** Blocks until it is released or interrupted. */
  private static final class Slow {
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();

    String call() throws InterruptedException {
      begun.incrementAndGet();
      try {
        release.await();
        return "done";
      } catch (InterruptedException asked) {
        interrupted.incrementAndGet();
        throw asked;
      }
    }

    void awaitBegun(int count) {
      Await.until("calls begun: " + count, () -> begun.get() == count);
    }

    void awaitInterrupted(int count) {
      Await.until("calls interrupted: " + count, () -> interrupted.get() == count);
    }
  }

  /** A channel that whoever interrupts its reader closes, as the JDK has it for files. */
  private static final class Channel extends AbstractInterruptibleChannel {
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicReference<Thread> closer = new AtomicReference<>();

    String read() throws IOException {
      begin();
      try {
        begun.set(true);
        while (isOpen()) {
          LockSupport.parkNanos(1_000_000);
        }
        return "closed";
      } finally {
        end(false);
      }
    }

    @Override
    protected void implCloseChannel() {
      closer.set(Thread.currentThread());
    }
  }

  private final Slow slow = new Slow();

  private final App app =
      App.create().get("/slow", request -> request.blocking(slow::call).map(Response::text));

  @Test
  void result_is_the_answer() {
    App app = App.create()
        .get(
            "/",
            request -> request
                .blocking(() -> {
                  Thread.sleep(1);
                  return "found";
                })
                .map(Response::text));

    run(app).get("/").send().expectBody("found");
  }

  @Test
  void nothing_is_a_404() {
    App app =
        App.create().get("/", request -> request.<String>blocking(() -> null).map(Response::text));

    run(app).get("/").send().expectProblem(404);
  }

  @Test
  void exception_is_handled_as_any_other() {
    App app = App.create()
        .error(IOException.class, (error, request) -> Response.text(error.getMessage()))
        .get(
            "/checked",
            request -> request.blocking(() -> {
              throw new IOException("no such row");
            }))
        .get(
            "/known",
            request -> request.blocking(() -> {
              throw HttpException.conflict("Taken.");
            }));
    TestClient client = run(app);

    client.get("/checked").send().expectBody("no such row");
    client.get("/known").send().expectProblem(409, "Taken.");
  }

  @Test
  void thread_may_be_blocked_and_what_follows_is_on_the_event_loop_again() {
    Queue<String> threads = new ConcurrentLinkedQueue<>();
    Queue<Boolean> nonBlocking = new ConcurrentLinkedQueue<>();
    App app = App.create().get("/", request -> {
      nonBlocking.add(Schedulers.isInNonBlockingThread());
      return request
          .blocking(() -> {
            threads.add(Thread.currentThread().getName());
            nonBlocking.add(Schedulers.isInNonBlockingThread());
            return "";
          })
          .doOnNext(done -> nonBlocking.add(Schedulers.isInNonBlockingThread()))
          .thenReturn(Response.ok());
    });

    run(app).get("/").send().expectStatus(200);

    assertThat(threads).allSatisfy(name -> assertThat(name).startsWith("molt-blocking-"));
    assertThat(nonBlocking).containsExactly(true, false, true);
  }

  @Test
  void code_deep_in_a_service_finds_it_in_the_context() {
    Mono<String> load = RequestContext.current()
        .flatMap(context -> context.blocking(() -> "for " + context.pattern().orElse("")));
    App app = App.create().get("/deep", request -> load.map(Response::text));

    run(app).get("/deep").send().expectBody("for /deep");
  }

  @Test
  void client_that_goes_away_interrupts_the_call() {
    TestClient client = run(app);
    TestCall call = client.get("/slow").start();
    slow.awaitBegun(1);

    call.cancel().expectCancelled();

    slow.awaitInterrupted(1);
  }

  @Test
  void interruption_that_may_block_is_not_made_by_the_event_loop() {
    Channel channel = new Channel();
    App app = App.create().get("/", request -> request.blocking(channel::read).map(Response::text));
    TestCall call = run(app).get("/").start();
    Await.until("the call has begun", channel.begun::get);

    call.cancel().expectCancelled();

    Await.until("the channel is closed", () -> channel.closer.get() != null);
    assertThat(channel.closer.get()).isNotInstanceOf(NonBlocking.class);
    assertThat(channel.closer.get().getName()).startsWith("molt-blocking-");
  }

  @Test
  void deadline_interrupts_the_call() {
    App app = App.create()
        .get(
            "/slow",
            request -> request.blocking(slow::call).map(Response::text),
            deadline(Duration.ofSeconds(2)));
    TestClient client = run(app).virtualTime();
    TestCall call = client.get("/slow").start();
    slow.awaitBegun(1);

    client.advance(Duration.ofSeconds(2));

    call.response().expectProblem(503);
    slow.awaitInterrupted(1);
  }

  @Test
  void interruption_meets_no_later_call() {
    TestClient client = run(App.create()
            .get("/slow", request -> request.blocking(slow::call).map(Response::text))
            .get(
                "/next",
                request -> request
                    .blocking(() -> Thread.currentThread().isInterrupted())
                    .map(flag -> Response.text(flag.toString()))))
        .limits(limits -> limits.withBlocking(blocking -> blocking.withMaxThreads(1)));
    for (int i = 1; i <= 20; i++) {
      TestCall call = client.get("/slow").start();
      slow.awaitBegun(i);
      call.cancel().expectCancelled();
      client.get("/next").send().expectBody("false");
    }
    slow.awaitInterrupted(20);
  }

  @Test
  void so_many_calls_run_at_a_time_and_the_others_wait() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Semaphore go = new Semaphore(0);
    App app = App.create()
        .get(
            "/",
            request -> request
                .blocking(() -> {
                  most.accumulateAndGet(running.incrementAndGet(), Math::max);
                  go.acquire();
                  running.decrementAndGet();
                  return "done";
                })
                .map(Response::text));
    TestClient client =
        run(app).limits(limits -> limits.withBlocking(blocking -> blocking.withMaxThreads(3)));
    List<TestCall> calls = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      calls.add(client.get("/").start());
    }
    Await.until("calls that run: 3", () -> running.get() == 3);

    go.release(10);

    calls.forEach(call -> call.response().expectBody("done"));
    assertThat(most).hasValue(3);
  }

  @Test
  void calls_beyond_those_that_may_wait_are_refused() {
    TestClient client = run(app)
        .virtualTime()
        .limits(
            limits -> limits.withBlocking(blocking -> blocking.withMaxThreads(1).withMaxQueued(1)));
    TestCall first = client.get("/slow").start();
    slow.awaitBegun(1);
    TestCall second = client.get("/slow").start().expectNotAnswered();

    TestCall third = client.get("/slow").start();
    third
        .response()
        .expectProblem(503, "There is too much to do at the moment.")
        .expectHeader("retry-after", "1")
        .expectOutcome(Outcome.OVERLOADED);

    slow.release.countDown();
    first.response().expectBody("done");
    second.response().expectBody("done");
  }

  @Test
  void call_in_line_that_is_given_up_never_runs() {
    Queue<SignalType> ends = new ConcurrentLinkedQueue<>();
    App app = App.create()
        .get(
            "/slow",
            request -> request.blocking(slow::call).doFinally(ends::add).map(Response::text));
    TestClient client = run(app)
        .virtualTime()
        .limits(limits -> limits.withBlocking(blocking -> blocking.withMaxThreads(1)));
    TestCall first = client.get("/slow").start();
    slow.awaitBegun(1);
    TestCall second = client.get("/slow").start().expectNotAnswered();

    second.cancel();
    Await.until("the cancellation", () -> ends.contains(SignalType.CANCEL));
    slow.release.countDown();
    first.response().expectBody("done");
    client.get("/slow").send().expectBody("done");

    assertThat(slow.begun).hasValue(2);
  }

  @Test
  void call_that_does_not_mind_its_interruption_keeps_its_thread_until_it_ends() {
    Semaphore end = new Semaphore(0);
    AtomicInteger begun = new AtomicInteger();
    App app = App.create()
        .get(
            "/stubborn",
            request -> request
                .blocking(() -> {
                  begun.incrementAndGet();
                  end.acquireUninterruptibly();
                  return "done";
                })
                .map(Response::text));
    TestClient client =
        run(app).limits(limits -> limits.withBlocking(blocking -> blocking.withMaxThreads(1)));
    TestCall first = client.get("/stubborn").start();
    Await.until("the first call", () -> begun.get() == 1);
    first.cancel().expectCancelled();

    TestCall second = client.get("/stubborn").start().expectNotAnswered();
    assertThat(begun).hasValue(1);
    end.release(2);

    second.response().expectBody("done");
  }

  @Test
  void service_that_stops_interrupts_what_still_blocks() {
    AtomicReference<RequestContext> context = new AtomicReference<>();
    App app = App.create().get("/", request -> {
      context.set(request.context());
      return Response.ok();
    });
    TestClient client = run(app);
    client.get("/").send();
    context.get().blocking(slow::call).subscribe(done -> {}, failed -> {});
    slow.awaitBegun(1);

    client.close();

    slow.awaitInterrupted(1);
  }

  @Test
  void service_that_has_stopped_takes_no_more_calls() {
    AtomicReference<RequestContext> context = new AtomicReference<>();
    App app = App.create().get("/", request -> {
      context.set(request.context());
      return Response.ok();
    });
    TestClient client = run(app);
    client.get("/").send();
    client.close();

    List<Throwable> failures = new ArrayList<>();
    context.get().blocking(slow::call).subscribe(done -> {}, failures::add);

    assertThat(failures).hasOnlyElementsOfType(OverloadedException.class).hasSize(1);
    assertThat(slow.begun).hasValue(0);
  }
}
