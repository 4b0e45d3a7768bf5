package io.molt.web.templates;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.Handler;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Pages that are rendered while they are sent. */
class StreamedPageTest {
  private static final Templates TEMPLATES =
      Templates.development(TemplatesTest.SOURCES, Path.of("target/jte-streamed-page-test"));
  private static final int MANY = 20_000;

  private final AtomicInteger made = new AtomicInteger();
  private final App app = App.create()
      .get("/short", page(row -> "row " + row, 2))
      .get("/long", page(row -> "Zeile für Zeile " + row, MANY))
      .get("/endless", page(row -> "row " + row, Integer.MAX_VALUE))
      .get("/fails-at-once", page(failingAt(3), MANY))
      .get("/thread", page(row -> "" + Schedulers.isInNonBlockingThread(), 1));

  private Handler page(IntFunction<String> row, int count) {
    return request -> TEMPLATES.stream(request, "rows.jte", rows(row, count));
  }

  private Iterable<String> rows(IntFunction<String> row, int count) {
    return () -> new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < count;
      }

      @Override
      public String next() {
        made.incrementAndGet();
        return row.apply(next++);
      }
    };
  }

  private static IntFunction<String> failingAt(int number) {
    return row -> {
      if (row == number) {
        throw new IllegalStateException("no row " + number);
      }
      return "row " + row;
    };
  }

  @Test
  void a_short_page_has_its_length() {
    try (TestClient client = TestClient.of(app)) {
      String page = "<ul>\n<li>row 0</li>\n<li>row 1</li>\n</ul>\n";
      client
          .get("/short")
          .send()
          .expectStatus(200)
          .expectHeader("content-type", "text/html; charset=utf-8")
          .expectHeader("content-length", "" + page.length())
          .expectBody(page);
    }
  }

  @Test
  void a_long_page_arrives_whole() {
    String rows = IntStream.range(0, MANY)
        .mapToObj(row -> "<li>Zeile für Zeile " + row + "</li>\n")
        .collect(Collectors.joining());
    try (TestClient client = TestClient.of(app)) {
      client
          .get("/long")
          .send()
          .expectStatus(200)
          .expectNoHeader("content-length")
          .expectBody("<ul>\n" + rows + "</ul>\n");
    }
  }

  @Test
  void a_failure_in_the_first_chunk_is_a_problem() {
    try (TestClient client = TestClient.of(app)) {
      client.get("/fails-at-once").send().expectProblem(500);
    }
  }

  @Test
  void rows_are_made_no_faster_than_the_client_takes_them() throws InterruptedException {
    try (TestClient client = TestClient.of(app)) {
      TestStream page = client.get("/endless").stream();
      page.expectStatus(200);
      page.request(3).expectText("<ul>\n<li>row 0</li>\n");
      awaitRest();
      // Chunks that were asked for, one that waits, and the ones that lie in between.
      assertThat(made.get()).isLessThan(8 * Rendering.CHUNK / "<li>row 0</li>".length());
      page.cancel();
    }
  }

  /** Waits until no more rows are made, or too many have been. */
  private void awaitRest() throws InterruptedException {
    int before = -1;
    for (int tries = 0; tries < 50 && made.get() != before; tries++) {
      before = made.get();
      Thread.sleep(50);
    }
  }

  @Test
  void a_template_may_block() {
    try (TestClient client = TestClient.of(app)) {
      client.get("/thread").send().expectBody("<ul>\n<li>false</li>\n</ul>\n");
    }
  }

  @Test
  void several_parameters_go_by_name() {
    App several = App.create().get("/", request -> greeting(request));
    try (TestClient client = TestClient.of(several)) {
      client.get("/").send().expectBody("<p>Hello, Ada</p>\n");
    }
  }

  private static Mono<Response> greeting(Request request) {
    return TEMPLATES.stream(request, "greeting.jte", Map.of("greeting", "Hello", "name", "Ada"));
  }
}
