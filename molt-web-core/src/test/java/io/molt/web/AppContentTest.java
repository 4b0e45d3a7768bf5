package io.molt.web;

import static io.molt.web.AppTester.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.molt.web.codec.Codec;
import io.molt.web.codec.DecodingException;
import io.molt.web.codec.InvalidValueException;
import io.molt.web.codec.MediaType;
import io.molt.web.codec.Validation;
import io.molt.web.codec.Violation;
import io.molt.web.http.Body;
import io.molt.web.http.DataSize;
import io.molt.web.http.Key;
import io.molt.web.http.Method;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.http.ServerSentEvent;
import io.molt.web.http.Status;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.PublisherProbe;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

@Timeout(60)
class AppContentTest {

  /** Integers, and streams of them, as something that looks like JSON. */
  private static final class Numbers implements Codec {
    @Override
    public List<MediaType> mediaTypes() {
      return List.of(MediaType.JSON);
    }

    @Override
    public List<MediaType> streamMediaTypes() {
      return List.of(MediaType.JSON, MediaType.NDJSON);
    }

    @Override
    public Object decode(byte[] bytes, Type type, MediaType mediaType) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      try {
        return Integer.valueOf(text);
      } catch (NumberFormatException bad) {
        throw new DecodingException("not a number", Map.of("line", 1, "status", 200), bad);
      }
    }

    @Override
    public byte[] encode(Object value, Type type, MediaType mediaType) {
      return value.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Flux<ByteBuffer> encodeStream(Flux<?> elements, Type type, MediaType mediaType) {
      return elements.map(element -> ByteBuffer.wrap(encode(element + "\n", type, mediaType)));
    }
  }

  private static final Validation POSITIVE = new Validation() {
    @Override
    public <T> Mono<T> check(T value) {
      return value instanceof Integer number && number <= 0
          ? Mono.error(new InvalidValueException(List.of(new Violation("", "must be positive"))))
          : Mono.just(value);
    }
  };

  private static App app() {
    return App.create().codec(new Numbers()).validation(POSITIVE);
  }

  // Writing.

  @ParameterizedTest(name = "<{0}> gets {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "none | 200 OK | application/json",
        "application/x-ndjson | 200 OK | application/x-ndjson",
        "text/event-stream | 200 OK | text/event-stream",
        "text/html | 406 Not Acceptable | application/problem+json",
        "application/json;q=0, */* | 200 OK | application/x-ndjson",
      })
  void a_stream_comes_in_the_form_that_the_client_prefers(
      String accept, String status, String type) {
    AppTester app = new AppTester(app().get("/", r -> Response.stream(Flux.just(1, 2))));

    Response response = accept == null ? app.get("/") : app.get("/", "accept", accept);

    assertThat(response).hasToString(status);
    assertThat(response.headers().get("content-type")).isEqualTo(type);
    if (!response.status().isError()) {
      assertThat(response.headers().get("vary")).isEqualTo("accept");
    }
  }

  @Test
  void several_accept_headers_count_as_one() {
    AppTester app = new AppTester(app().get("/", r -> Response.stream(Flux.just(1))));

    Response response = app.get("/", "accept", "text/html", "accept", "application/x-ndjson;q=0.5");

    assertThat(response.headers().get("content-type")).isEqualTo("application/x-ndjson");
  }

  @Test
  void a_406_lists_what_there_is() {
    AppTester app = new AppTester(app().get("/", r -> Response.entity(1)));

    assertThat(text(app.get("/", "accept", "image/png")))
        .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Not Acceptable\",\"status\":406,"
            + "\"detail\":\"The answer comes as application/json.\","
            + "\"available\":[\"application/json\"]}");
  }

  @Test
  void a_handler_may_name_the_type_of_what_it_writes() {
    AppTester app = new AppTester(
        app().get("/json", r -> Response.json(1).withHeader("content-type", "application/x+json")));

    Response response = app.get("/json", "accept", "image/png");

    assertThat(response.headers().all("content-type")).containsExactly("application/x+json");
    assertThat(response.headers().contains("vary")).isFalse();
    assertThat(text(response)).isEqualTo("1");
  }

  @Test
  void middleware_sees_content_that_is_encoded() {
    AppTester app = new AppTester(app()
        .use((request, next) -> next.handle(request)
            .flatMap(r -> r.body().bytes(10).map(b -> r.withHeader("x-size", "" + b.length))))
        .get("/", request -> Response.json(12345)));

    assertThat(app.get("/").headers().get("x-size")).isEqualTo("5");
  }

  @Test
  void a_stream_is_asked_for_elements_no_faster_than_its_reader_reads() {
    TestPublisher<Integer> source = TestPublisher.create();
    Response response = AppTester.get(app().get("/", r -> Response.ndjson(source)), "/");

    StepVerifier.create(response.body().chunks(), 1)
        .then(() -> source.assertMaxRequested(1))
        .then(() -> source.next(1))
        .expectNext(ByteBuffer.wrap(new byte[] {'1', '\n'}))
        .then(() -> source.assertMaxRequested(1))
        .thenCancel()
        .verify();

    source.assertCancelled();
  }

  @Test
  void server_sent_events_keep_every_line() {
    Flux<Object> events = Flux.just(
        "a",
        "",
        "b\nc",
        "d\r\ne\rf",
        "g\n",
        7,
        new ServerSentEvent("9", "tick", "x", Duration.ofSeconds(3)),
        new ServerSentEvent("10", null, null, null));
    Response response = AppTester.get(app().get("/", r -> Response.sse(events)), "/");

    assertThat(response.headers().get("content-type")).isEqualTo("text/event-stream");
    assertThat(response.headers().get("cache-control")).isEqualTo("no-store");
    assertThat(text(response))
        .isEqualTo("data: a\n\ndata: \n\ndata: b\ndata: c\n\ndata: d\ndata: e\ndata: f\n\n"
            + "data: g\ndata: \n\ndata: 7\n\n"
            + "retry: 3000\nevent: tick\nid: 9\ndata: x\n\nid: 10\n\n");
  }

  @Test
  void a_missing_codec_is_our_fault_and_told_to_nobody_else() {
    App app = App.create()
        .get("/json", r -> Response.json(Map.of()))
        .get("/stream", r -> Response.stream(Flux.just(1)));

    assertThat(AppTester.get(app, "/json")).hasToString("500 Internal Server Error");
    assertThat(AppTester.get(app, "/stream")).hasToString("500 Internal Server Error");
  }

  // Files.

  @Test
  void a_file_is_announced_with_length_type_and_date(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "hello");
    Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(0));

    Response response = AppTester.get(App.create().get("/", r -> Response.file(file)), "/");

    assertThat(response.body().length()).isEqualTo(5);
    assertThat(response.headers().get("content-type")).isEqualTo("text/plain");
    assertThat(response.headers().get("last-modified")).isEqualTo("Thu, 01 Jan 1970 00:00:00 GMT");
    assertThat(text(response)).isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "a.txt/nothing", ".", "sub"})
  void a_file_that_is_not_one_is_a_404_that_names_no_path(String name, @TempDir Path folder)
      throws IOException {
    Files.writeString(folder.resolve("a.txt"), "hello");
    Files.createDirectory(folder.resolve("sub"));

    Response response =
        AppTester.get(App.create().get("/", r -> Response.file(folder.resolve(name))), "/");

    assertThat(response).hasToString("404 Not Found");
    assertThat(text(response)).doesNotContain(folder.toString());
  }

  @Test
  void a_file_name_that_is_too_long_is_a_404(@TempDir Path folder) {
    App app = App.create().get("/{f}", r -> Response.file(folder.resolve(r.path("f"))));

    assertThat(AppTester.get(app, "/" + "x".repeat(5000))).hasToString("404 Not Found");
  }

  // Reading.

  @ParameterizedTest(name = "<{0}>: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "7 | 200 | 7",
        "x | 400 | {\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
            + "\"detail\":\"not a number\",\"line\":1}",
        "-1 | 422 | {\"type\":\"about:blank\",\"title\":\"Unprocessable Content\",\"status\":422,"
            + "\"detail\":\"The content breaks the rules listed in 'errors'.\","
            + "\"errors\":[{\"pointer\":\"\",\"detail\":\"must be positive\"}]}",
      })
  void a_body_is_read_and_validated(String content, int status, String answer) {
    AppTester app = new AppTester(app()
        .post("/", r -> r.body(Integer.class).map(n -> Response.text(n.toString()))));

    Response response =
        app.send(Method.POST, "/", Body.of(bytes(content)), "content-type", "application/json");

    assertThat(response.status().code()).isEqualTo(status);
    assertThat(text(response)).isEqualTo(answer);
  }

  @Test
  void content_of_another_type_is_a_415_that_says_which_are_read() {
    AppTester app = new AppTester(app()
        .post("/", r -> r.body(Integer.class).map(n -> Response.text(n.toString()))));

    Response response = app.send(Method.POST, "/", Body.of(bytes("7")), "content-type", "text/xml");

    assertThat(response).hasToString("415 Unsupported Media Type");
    assertThat(response.headers().get("accept")).isEqualTo("application/json");
  }

  // Options.

  @ParameterizedTest(name = "<{0}>: {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "application/json | 200",
        "application/json; charset=utf-8 | 200",
        "APPLICATION/JSON | 200",
        "text/csv | 200",
        "application/xml | 415",
        "none | 415",
        "json | 415",
      })
  void a_route_takes_the_types_that_it_consumes(String type, int status) {
    AppTester app = new AppTester(App.create()
        .post("/", r -> Response.ok(), RouteOption.consumes("application/json", "text/*")));

    Response response = type == null
        ? app.send(Method.POST, "/", Body.of(bytes("x")))
        : app.send(Method.POST, "/", Body.of(bytes("x")), "content-type", type);

    assertThat(response.status().code()).isEqualTo(status);
    if (status == 415) {
      assertThat(response.headers().get("accept")).isEqualTo("application/json, text/*");
      assertThat(text(response))
          .contains("The content type is " + (type == null ? "missing" : type)
              + " (expected: application/json, text/*).");
    }
    assertThat(app.send(Method.POST, "/", Body.empty())).hasToString("200 OK");
  }

  @Test
  void declared_content_above_the_limit_is_refused_before_anything_runs() {
    PublisherProbe<ByteBuffer> content = PublisherProbe.empty();
    AppTester app = new AppTester(App.create()
        .post("/", r -> Response.text("ran"), RouteOption.maxBody(DataSize.ofBytes(10))));

    Response response = app.send(Method.POST, "/", Body.stream(content.flux(), 11));

    assertThat(response).hasToString("413 Content Too Large");
    content.assertWasNotSubscribed();
    assertThat(text(app.send(Method.POST, "/", Body.stream(Flux.empty(), 10)))).isEqualTo("ran");
  }

  @Test
  void content_of_unknown_length_is_cut_off_at_the_limit_however_it_is_read() {
    AppTester app = new AppTester(App.create()
        .post(
            "/chunks",
            r -> r.chunks()
                .map(ByteBuffer::remaining)
                .reduce(0, Integer::sum)
                .map(n -> Response.text("" + n)),
            RouteOption.maxBody(DataSize.ofBytes(4)))
        .post(
            "/bytes",
            r -> r.bytes().map(b -> Response.text("" + b.length)),
            RouteOption.maxBody(DataSize.ofBytes(4))));

    for (String path : List.of("/chunks", "/bytes")) {
      TestPublisher<ByteBuffer> endless = TestPublisher.createCold();
      endless.next(ByteBuffer.allocate(3), ByteBuffer.allocate(3), ByteBuffer.allocate(3));
      assertThat(app.send(Method.POST, path, Body.stream(endless)))
          .hasToString("413 Content Too Large");
      endless.assertCancelled();
      assertThat(text(app.send(Method.POST, path, Body.stream(Flux.just(ByteBuffer.allocate(4))))))
          .isEqualTo("4");
    }
  }

  @Test
  void the_innermost_option_counts_and_the_others_are_inherited() {
    Key<String> role = Key.of("role");
    Key<String> team = Key.of("team");
    App app = App.create()
        .maxBody(DataSize.ofBytes(1))
        .post("/app", AppContentTest::echo)
        .group(
            "/g",
            g -> g.post("/inherits", AppContentTest::echo)
                .post(
                    "/overrides",
                    AppContentTest::echo,
                    RouteOption.maxBody(DataSize.ofBytes(3)),
                    RouteOption.attribute(role, "admin"))
                .get(
                    "/attributes",
                    r -> Response.text(r.routeAttribute(role).orElse("") + " "
                        + r.routeAttribute(team).orElse("")),
                    RouteOption.attribute(role, "admin")),
            RouteOption.maxBody(DataSize.ofBytes(2)),
            RouteOption.attribute(role, "user"),
            RouteOption.attribute(team, "red"));
    AppTester tester = new AppTester(app);

    assertThat(longest(tester, "/app")).isEqualTo(1);
    assertThat(longest(tester, "/g/inherits")).isEqualTo(2);
    assertThat(longest(tester, "/g/overrides")).isEqualTo(3);
    assertThat(text(tester.get("/g/attributes"))).isEqualTo("admin red");
  }

  private static int longest(AppTester app, String path) {
    int length = 0;
    while (app.send(Method.POST, path, Body.of(new byte[length + 1])).status().equals(Status.OK)) {
      length++;
    }
    return length;
  }

  private static Publisher<Response> echo(Request request) {
    return request.bytes().map(Response::bytes);
  }

  // Deadlines.

  @Test
  void a_route_that_takes_too_long_is_cancelled_and_answered_with_503() {
    VirtualTimeScheduler time = VirtualTimeScheduler.create();
    PublisherProbe<Response> slow = PublisherProbe.of(Mono.never());
    App app = App.create()
        .scheduler(time)
        .get("/", r -> slow.mono(), RouteOption.deadline(Duration.ofSeconds(5)));

    StepVerifier.create(answer(app, "/"))
        .then(() -> time.advanceTimeBy(Duration.ofSeconds(4)))
        .then(slow::assertWasNotCancelled)
        .then(() -> time.advanceTimeBy(Duration.ofSeconds(1)))
        .assertNext(response -> {
          assertThat(response).hasToString("503 Service Unavailable");
          assertThat(text(response)).contains("The answer was not ready within 5000 ms.");
        })
        .verifyComplete();

    slow.assertWasCancelled();
  }

  @Test
  void a_route_that_is_in_time_is_answered_by_itself() {
    VirtualTimeScheduler time = VirtualTimeScheduler.create();
    App app = App.create()
        .scheduler(time)
        .get(
            "/",
            r -> Mono.delay(Duration.ofSeconds(4), r.scheduler()).thenReturn(Response.text("done")),
            RouteOption.deadline(Duration.ofSeconds(5)))
        .get("/now", r -> Response.text("now"), RouteOption.deadline(Duration.ofSeconds(5)));

    StepVerifier.create(answer(app, "/"))
        .then(() -> time.advanceTimeBy(Duration.ofSeconds(4)))
        .assertNext(response -> assertThat(text(response)).isEqualTo("done"))
        .verifyComplete();
    assertThat(text(AppTester.get(app, "/now"))).isEqualTo("now");
  }

  @Test
  void an_earlier_deadline_of_the_request_is_kept() {
    VirtualTimeScheduler time = VirtualTimeScheduler.create();
    java.time.Clock clock =
        java.time.Clock.fixed(java.time.Instant.EPOCH, java.time.ZoneOffset.UTC);
    App app = App.create()
        .scheduler(time)
        .clock(clock)
        .use((request, next) -> {
          request.context().shortenDeadline(clock.instant().plusSeconds(1));
          return next.handle(request);
        })
        .get("/", r -> Mono.never(), RouteOption.deadline(Duration.ofSeconds(5)));

    StepVerifier.create(answer(app, "/"))
        .then(() -> time.advanceTimeBy(Duration.ofSeconds(1)))
        .assertNext(response -> {
          assertThat(response).hasToString("503 Service Unavailable");
          assertThat(text(response)).contains("not ready within 1000 ms");
        })
        .verifyComplete();
  }

  @Test
  void a_handler_knows_how_much_time_is_left() {
    App app = App.create()
        .clock(java.time.Clock.fixed(java.time.Instant.EPOCH, java.time.ZoneOffset.UTC))
        .group(
            "/g",
            g -> g.get(
                "/",
                r -> Response.text(r.context().remaining().orElseThrow().toString()),
                RouteOption.deadline(Duration.ofSeconds(2))),
            RouteOption.deadline(Duration.ofSeconds(9)));

    assertThat(text(AppTester.get(app, "/g"))).isEqualTo("PT2S");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT2562047788015215H", "P366D"})
  void a_deadline_is_a_positive_time_that_can_be_waited_for(Duration limit) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RouteOption.deadline(limit))
        .withMessage("deadline: " + limit + " (expected: > 0, at most PT8760H)");
  }

  private static Mono<Response> answer(App app, String target) {
    AppTester tester = new AppTester(app);
    return Mono.defer(() -> tester.answer(tester.request(Method.GET, target, Body.empty())));
  }

  private static Publisher<Response> handle(App app, Request request) {
    try {
      return app.build().handle(request);
    } catch (Exception error) {
      throw new AssertionError(error);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
