package io.molt.behaviours;

import static io.molt.web.RouteOption.deadline;
import static io.molt.web.RouteOption.maxInFlight;
import static io.molt.web.RouteOption.onDrain;
import static org.assertj.core.api.Assertions.assertThat;

import gg.jte.Content;
import gg.jte.TemplateException;
import gg.jte.TemplateOutput;
import io.molt.web.App;
import io.molt.web.DrainPolicy;
import io.molt.web.RouteOption;
import io.molt.web.http.Handler;
import io.molt.web.http.Outcome;
import io.molt.web.http.Response;
import io.molt.web.middleware.Compression;
import io.molt.web.templates.Templates;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Schedulers;

/** Pages made from templates, whole or while they are sent. */
class TemplateBehaviours extends Behaviours {
  private static final Templates TEMPLATES = Templates.precompiled(TemplateClasses.DIRECTORY);
  private static final int MANY = 20_000;

  /** What a page shows that has no end; tells how far it got, and when its thread has left it. */
  private static class Endless implements Content {
    private static final String ROW = "<p>one more row</p>\n";

    private final AtomicLong written = new AtomicLong();
    private final CountDownLatch left = new CountDownLatch(1);

    @Override
    public void writeTo(TemplateOutput output) {
      try {
        while (true) {
          output.writeContent(ROW);
          written.addAndGet(ROW.length());
          shown();
        }
      } finally {
        left.countDown();
      }
    }

    void shown() {}

    void awaitLeft() {
      Await.until("the thread has left the page", () -> left.getCount() == 0);
    }
  }

  /** Such a page that waits after some rows, until its thread is interrupted. */
  private static final class Held extends Endless {
    private static final int ROWS = 2_000;

    private final CountDownLatch never = new CountDownLatch(1);
    private int rows;

    @Override
    void shown() {
      try {
        if (++rows == ROWS) {
          never.await();
        }
      } catch (InterruptedException asked) {
        throw new IllegalStateException(asked);
      }
    }
  }

  private final Endless endless = new Endless();

  // For where a client goes on: over HTTP/2 what it does not read takes the room of its other
  // responses.
  private final Endless held = new Held();

  // What arrives

  @Test
  void page_is_sent_with_its_length() {
    String page = "<ul>\n<li>Grüße &amp; &lt;Küsse&gt;</li>\n</ul>\n";

    for (String path : List.of("/page", "/stream")) {
      pages()
          .get(path)
          .send()
          .expectStatus(200)
          .expectHeader("content-type", "text/html; charset=utf-8")
          .expectHeader("content-length", "" + page.getBytes(StandardCharsets.UTF_8).length)
          .expectBody(page);
    }
  }

  @Test
  void long_page_that_is_streamed_arrives_whole() {
    pages().get("/long").send().expectStatus(200).expectBody(longPage());
  }

  @Test
  void long_page_that_is_streamed_may_be_compressed() {
    pages()
        .get("/compressed")
        .header("accept-encoding", "gzip")
        .send()
        .expectHeader("content-encoding", "gzip")
        .check(page -> assertThat(inflated(page.bytes())).isEqualTo(longPage()));
  }

  @Test
  void template_that_is_streamed_may_block() {
    pages().get("/thread").send().expectBody("<ul>\n<li>false</li>\n</ul>\n");
  }

  @Test
  void response_is_one_like_any_other() {
    pages()
        .get("/missing-page")
        .send()
        .expectStatus(404)
        .expectHeader("x-page", "missing")
        .expectBody("<ul>\n<li>Not here</li>\n</ul>\n");
  }

  // What fails

  @ParameterizedTest
  @ValueSource(strings = {"/page/fails", "/stream/fails", "/page/nowhere", "/stream/nowhere"})
  void failure_before_anything_is_sent_is_a_problem_that_says_nothing(String path) {
    pages()
        .get(path)
        .send()
        .expectProblem(500)
        .check(problem -> assertThat(problem.text()).doesNotContain("row", "jte"));
  }

  @Test
  void failure_before_anything_is_sent_goes_to_the_error_handlers() {
    App app = App.create()
        .error(TemplateException.class, (error, request) -> Response.text("broken"))
        .get("/page", rows(failingAt(3), MANY, false))
        .get("/stream", rows(failingAt(3), MANY, true));
    TestClient client = run(app);

    client.get("/page").send().expectBody("broken");
    client.get("/stream").send().expectBody("broken");
  }

  @Test
  void later_failure_breaks_the_response_off_and_is_told_once() {
    App app = App.create().get("/", rows(failingAt(3000), MANY, true));

    try (Log log = Log.capture()) {
      TestStream page = run(app).get("/").stream().expectStatus(200);
      if (!resetsOvertakeContent()) {
        page.expectText("<ul>\n<li>row 0</li>\n");
      }
      page.expectBroken().expectOutcome(Outcome.FAILED);

      assertThat(log.text()).containsOnlyOnce("GET / broke off").contains("no row 3000");
    }
  }

  // How it ends

  @Test
  void client_that_goes_away_frees_the_thread() {
    begin(run(streaming(endless))).cancel().expectCancelled();

    endless.awaitLeft();
  }

  @Test
  void thread_is_freed_though_the_template_takes_its_interruption() {
    Endless stubborn = new Endless() {
      @Override
      void shown() {
        Thread.interrupted();
      }
    };

    begin(run(streaming(stubborn))).cancel().expectCancelled();

    stubborn.awaitLeft();
  }

  @Test
  void answer_without_content_frees_the_thread() {
    run(streaming(endless)).head("/").send().expectStatus(200).expectNoBody();

    endless.awaitLeft();
  }

  @Test
  void content_that_middleware_replaces_frees_the_thread() {
    App app = streaming(
        endless, RouteOption.with((request, next) -> next.handle(request).thenReturn(other())));

    run(app).get("/").send().expectBody("other");

    endless.awaitLeft();
  }

  @Test
  void deadline_breaks_the_page_off_and_frees_the_thread() {
    TestClient client = run(streaming(endless, deadline(Duration.ofSeconds(2)))).virtualTime();
    TestStream page = begin(client);

    client.advance(Duration.ofSeconds(2));

    page.expectBroken().expectOutcome(Outcome.DEADLINE);
    endless.awaitLeft();
  }

  @Test
  void page_that_is_under_way_at_drain_may_finish() {
    TestClient client = run(App.create().get("/", rows(row -> "row " + row, MANY, true)));
    TestStream page = client.get("/").stream().expectText("<ul>\n<li>row 0</li>\n");

    client.drain();

    page.drain();
    page.expectOutcome(Outcome.COMPLETED);
    client.expectDrained();
  }

  @Test
  void page_that_takes_too_long_at_drain_breaks_off_and_frees_the_thread() {
    TestClient client = run(streaming(
            endless, onDrain(DrainPolicy.abortAfter(Duration.ofSeconds(3)))))
        .virtualTime();
    TestStream page = begin(client);

    client.drain().advance(Duration.ofSeconds(3));

    page.expectBroken().expectOutcome(Outcome.DRAINED);
    endless.awaitLeft();
    client.expectDrained();
  }

  // How fast

  @Test
  void page_is_rendered_no_faster_than_its_client_takes_it() {
    TestStream page = begin(run(streaming(endless)));

    long most = isLive() ? 32 << 20 : 128 << 10;
    assertThat(Await.settled(() -> Math.min(endless.written.get(), most))).isLessThan(most);
    page.cancel();
    endless.awaitLeft();
  }

  @Test
  void pages_under_way_hold_threads_and_others_are_refused_until_these_are_free() {
    TestClient client = run(streaming(held)
            .get("/other", rows(row -> "row " + row, 1, true))
            .get("/at-hand", rows(row -> "row " + row, 1, false)))
        .limits(
            limits -> limits.withBlocking(blocking -> blocking.withMaxThreads(1).withMaxQueued(0)));
    TestStream page = begin(client);

    client.get("/other").send().expectProblem(503).expectOutcome(Outcome.OVERLOADED);
    client.get("/at-hand").send().expectStatus(200);

    page.cancel();
    held.awaitLeft();
    Await.until("the thread is free", () -> client.get("/other").send().status() == 200);
  }

  @Test
  void limit_of_their_route_leaves_threads_to_others() {
    TestClient client = run(streaming(held, maxInFlight(1, 0))
            .get("/other", rows(row -> "row " + row, 1, true)))
        .limits(
            limits -> limits.withBlocking(blocking -> blocking.withMaxThreads(2).withMaxQueued(0)));
    TestStream page = begin(client);

    client.get("/").send().expectProblem(503).expectOutcome(Outcome.OVERLOADED);
    client.get("/other").send().expectStatus(200);
    page.cancel();
    held.awaitLeft();
  }

  /** Begins to read the endless page. */
  private static TestStream begin(TestClient client) {
    return client.get("/").stream()
        .expectStatus(200)
        .request(1)
        .expectText("<main>\n" + Endless.ROW);
  }

  private static App streaming(Content content, RouteOption... options) {
    return App.create()
        .get("/", request -> TEMPLATES.stream(request, "content.jte", content), options);
  }

  private TestClient pages() {
    return shared("pages", TemplateBehaviours::app);
  }

  private static App app() {
    return App.create()
        .get("/page", rows(row -> "Grüße & <Küsse>", 1, false))
        .get("/stream", rows(row -> "Grüße & <Küsse>", 1, true))
        .get("/long", rows(row -> "Zeile für Zeile " + row, MANY, true))
        .get(
            "/compressed",
            rows(row -> "Zeile für Zeile " + row, MANY, true),
            RouteOption.with(Compression.create()))
        .get("/thread", rows(row -> "" + Schedulers.isInNonBlockingThread(), 1, true))
        .get(
            "/missing-page",
            request -> TEMPLATES
                .page("rows.jte", List.of("Not here"))
                .withStatus(404)
                .withHeader("x-page", "missing"))
        .get("/page/fails", rows(failingAt(3), MANY, false))
        .get("/stream/fails", rows(failingAt(3), MANY, true))
        .get("/page/nowhere", request -> TEMPLATES.page("nowhere.jte", ""))
        .get("/stream/nowhere", request -> TEMPLATES.stream(request, "nowhere.jte", ""));
  }

  private static Handler rows(IntFunction<String> row, int count, boolean streamed) {
    Iterable<String> rows = () -> rows(row, count);
    return streamed
        ? request -> TEMPLATES.stream(request, "rows.jte", rows)
        : request -> TEMPLATES.page("rows.jte", rows);
  }

  private static Iterator<String> rows(IntFunction<String> row, int count) {
    return IntStream.range(0, count).mapToObj(row).iterator();
  }

  private static IntFunction<String> failingAt(int number) {
    return row -> {
      if (row == number) {
        throw new IllegalStateException("no row " + number);
      }
      return "row " + row;
    };
  }

  private static String longPage() {
    return IntStream.range(0, MANY)
        .mapToObj(row -> "<li>Zeile für Zeile " + row + "</li>\n")
        .collect(Collectors.joining("", "<ul>\n", "</ul>\n"));
  }

  private static Response other() {
    return Response.text("other");
  }

  private static String inflated(byte[] bytes) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }
}
