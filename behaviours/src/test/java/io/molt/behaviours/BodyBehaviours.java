package io.molt.behaviours;

import static io.molt.web.RouteOption.maxBody;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.DataSize;
import io.molt.web.http.Handler;
import io.molt.web.http.Response;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestSource;
import io.molt.web.test.TestStream;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What a handler sees of a request's content. */
class BodyBehaviours extends Behaviours {
  private static final int MEGABYTE = 1024 * 1024;
  private static final DataSize TEN_BYTES = DataSize.ofBytes(10);
  private static final Handler TEXT = request -> request.text().map(Response::text);
  private static final Handler BYTES = request -> request.bytes().map(Response::bytes);
  private static final Handler ECHO = request -> Response.chunks(request.chunks());
  private static final Handler COUNT = request -> request
      .chunks()
      .map(ByteBuffer::remaining)
      .reduce(0L, Long::sum)
      .map(count -> Response.text(count.toString()));

  @Test
  void text_is_utf_8_where_nothing_else_is_said() {
    run(App.create().post("/", TEXT))
        .post("/")
        .header("content-type", "text/plain")
        .body("Grüße, 世界".getBytes(UTF_8))
        .send()
        .expectStatus(200)
        .expectBody("Grüße, 世界");
  }

  @RepeatedTest(10) // the client may have sent its content before it is told to, or not
  void client_may_ask_whether_to_send_its_content() {
    run(App.create().post("/", ECHO))
        .post("/")
        .header("expect", "100-continue")
        .text("ping")
        .send()
        .expectStatus(200)
        .expectBody("ping");
  }

  @Test
  void text_is_in_the_charset_of_its_content_type() {
    run(App.create().post("/", TEXT))
        .post("/")
        .header("content-type", "text/plain; charset=iso-8859-1")
        .body("Grüße".getBytes(ISO_8859_1))
        .send()
        .expectBody("Grüße");
  }

  @Test
  void text_in_an_unknown_charset_is_refused() {
    run(App.create().post("/", TEXT))
        .post("/")
        .body("text/plain; charset=klingon", "nuqneH")
        .send()
        .expectProblem(415, "charset: klingon (expected: one this server knows, such as utf-8)");
  }

  @Test
  void text_is_whole_where_a_character_is_split_between_two_chunks() {
    byte[] text = "ü".getBytes(UTF_8);

    run(App.create().post("/", TEXT))
        .post("/")
        .header("content-type", "text/plain")
        .body(Flux.just(ByteBuffer.wrap(text, 0, 1), ByteBuffer.wrap(text, 1, 1)))
        .send()
        .expectBody("ü");
  }

  @Test
  void text_of_no_content_is_empty() {
    run(App.create()
            .post("/", request -> request.text().map(text -> Response.text("'" + text + "'"))))
        .post("/")
        .send()
        .expectBody("''");
  }

  @Test
  void text_is_read_whatever_the_content_type() {
    run(App.create().post("/", TEXT))
        .post("/")
        .body("application/json", "{\"raw\":1}")
        .send()
        .expectBody("{\"raw\":1}");
  }

  @Test
  void text_is_read_where_the_content_type_is_nonsense() {
    run(App.create().post("/", TEXT))
        .post("/")
        .body("nonsense", "hello")
        .send()
        .expectBody("hello");
  }

  @Test
  void bytes_are_those_that_were_sent() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }

    run(App.create().post("/", BYTES)).post("/").body(all).send().expectBody(all);
  }

  @Test
  void bytes_of_no_content_are_none() {
    run(App.create().post("/", COUNT)).post("/").send().expectBody("0");
  }

  @Test
  void body_of_byte_array_type_takes_any_content_type() {
    run(App.create().post("/", request -> request.body(byte[].class).map(Response::bytes)))
        .post("/")
        .body("image/png", "not really")
        .send()
        .expectBody("not really".getBytes(UTF_8));
  }

  @Test
  void body_of_string_type_is_a_text_of_text_plain() {
    run(App.create().post("/", request -> request.body(String.class).map(Response::text)))
        .post("/")
        .text("hello")
        .send()
        .expectBody("hello");
  }

  @Test
  void length_that_was_declared_is_known_before_the_content_is_read() {
    run(App.create().post("/", request -> {
          long length = request.content().length();
          return request.bytes().map(bytes -> Response.text(length + " of " + bytes.length));
        }))
        .post("/")
        .text("12345")
        .send()
        .expectBody("5 of 5");
  }

  @Test
  void declared_length_above_the_limit_is_refused_before_the_handler_is_called() {
    AtomicBoolean called = new AtomicBoolean();
    App app = App.create()
        .post(
            "/",
            request -> {
              called.set(true);
              return TEXT.handle(request);
            },
            maxBody(TEN_BYTES));

    run(app)
        .post("/")
        .text("12345678901")
        .send()
        .expectProblem(413, "The content is larger than 10 bytes.")
        .expectJson("/limit", 10);
    assertThat(called).isFalse();
  }

  @Test
  void content_above_the_limit_is_refused_while_it_is_counted() {
    run(App.create().post("/", TEXT, maxBody(TEN_BYTES)))
        .post("/")
        .body(chunks("123456", "78901"))
        .send()
        .expectProblem(413, "The content is larger than 10 bytes.")
        .expectJson("/limit", 10);
  }

  @Test
  void content_of_exactly_the_limit_is_taken_where_its_length_is_declared() {
    run(App.create().post("/", TEXT, maxBody(TEN_BYTES)))
        .post("/")
        .text("1234567890")
        .send()
        .expectBody("1234567890");
  }

  @Test
  void content_of_exactly_the_limit_is_taken_where_it_is_counted() {
    run(App.create().post("/", TEXT, maxBody(TEN_BYTES)))
        .post("/")
        .body(chunks("12345", "67890"))
        .send()
        .expectBody("1234567890");
  }

  @Test
  void limit_of_a_route_holds_for_content_that_is_read_in_chunks() {
    run(App.create().post("/", COUNT, maxBody(TEN_BYTES)))
        .post("/")
        .body(chunks("123456", "78901"))
        .send()
        .expectProblem(413);
  }

  @Test
  void limit_of_zero_takes_no_content_at_all() {
    TestClient client = run(App.create().post("/", COUNT, maxBody(DataSize.ofBytes(0))));

    client.post("/").send().expectBody("0");
    client.post("/").text("x").send().expectProblem(413);
  }

  @Test
  void content_that_is_collected_is_limited_to_a_megabyte_unless_said_otherwise() {
    TestClient client = run(App.create().post("/", BYTES));

    client.post("/").body(new byte[MEGABYTE]).send().expectStatus(200);
    client.post("/").body(new byte[MEGABYTE + 1]).send().expectProblem(413);
  }

  @Test
  void content_that_is_read_in_chunks_has_no_limit_unless_a_route_sets_one() {
    run(App.create().post("/", COUNT))
        .post("/")
        .body(new byte[3 * MEGABYTE])
        .send()
        .expectBody(Integer.toString(3 * MEGABYTE));
  }

  @Test
  void limit_of_the_app_counts_for_all_its_routes() {
    run(App.create().maxBody(TEN_BYTES).post("/", TEXT))
        .post("/")
        .text("12345678901")
        .send()
        .expectProblem(413);
  }

  @Test
  void limit_of_a_route_goes_before_that_of_the_app() {
    run(App.create().maxBody(TEN_BYTES).post("/", TEXT, maxBody(DataSize.ofBytes(20))))
        .post("/")
        .text("12345678901")
        .send()
        .expectBody("12345678901");
  }

  @Test
  void limit_of_a_group_is_that_of_its_routes() {
    run(App.create().group("/group", group -> group.post("/", TEXT), maxBody(TEN_BYTES)))
        .post("/group")
        .text("12345678901")
        .send()
        .expectProblem(413);
  }

  @Test
  void second_read_fails_with_a_message_that_says_how_to_buffer() {
    run(App.create()
            .post(
                "/",
                request -> request
                    .text()
                    .then(request.text())
                    .onErrorResume(IllegalStateException.class, again -> Mono.just(message(again)))
                    .map(Response::text)))
        .post("/")
        .text("once")
        .send()
        .expectBody("body was read already (expected: one reader; use request.buffered() first"
            + " to read it more than once)");
  }

  @Test
  void buffered_content_can_be_read_more_than_once() {
    run(App.create()
            .post(
                "/",
                request -> request
                    .buffered()
                    .flatMap(kept -> Mono.zip(kept.text(), kept.text()))
                    .map(both -> Response.text(both.getT1() + both.getT2()))))
        .post("/")
        .text("twice ")
        .send()
        .expectBody("twice twice ");
  }

  @Test
  void buffered_content_is_limited_like_any_that_is_collected() {
    run(App.create()
            .post(
                "/", request -> request.buffered().map(kept -> Response.ok()), maxBody(TEN_BYTES)))
        .post("/")
        .body(chunks("123456", "78901"))
        .send()
        .expectProblem(413);
  }

  @Test
  void content_that_nobody_reads_does_not_hinder_the_next_request() {
    TestClient client = run(App.create()
            .post("/", request -> Response.text("unread"))
            .get("/", request -> Response.text("next")))
        .lenient();

    client.post("/").text("a few bytes").send().expectBody("unread");
    client.get("/").send().expectBody("next");
  }

  @Test
  void content_without_length_that_nobody_reads_does_not_hinder_the_next_request() {
    TestClient client = run(App.create()
            .post("/", request -> Response.text("unread"))
            .get("/", request -> Response.text("next")))
        .lenient();

    client.post("/").body(chunks("a few", "bytes")).send().expectBody("unread");
    client.get("/").send().expectBody("next");
  }

  @Test
  void content_that_is_refused_does_not_hinder_the_next_request() {
    TestClient client = run(App.create().post("/", TEXT, maxBody(TEN_BYTES)));

    // Over HTTP/2 this client breaks its connection if it cannot send all of it at once.
    int size = resetsOvertakeContent() ? 50_000 : 100_000;
    client.post("/").body(new byte[size]).send().expectProblem(413);
    client.post("/").text("small").send().expectBody("small");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000, 65_536, 1_000_003})
  void chunks_are_echoed_as_they_were_sent(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);

    run(App.create().post("/", ECHO)).post("/").body(content).send().expectBody(content);
  }

  @Test
  void chunks_are_echoed_while_the_request_is_still_being_sent() {
    TestSource<ByteBuffer> source = TestSource.create();
    TestStream echo = run(App.create().post("/", ECHO)).post("/").body(source.flux()).stream();

    send(source, "one", echo);
    echo.expectText("one");
    send(source, "two", echo);
    echo.expectText("two");
    source.complete();
    echo.expectComplete();
  }

  @Test
  void empty_chunks_do_no_harm() {
    run(App.create().post("/", ECHO))
        .post("/")
        .body(chunks("", "one", "", "two", ""))
        .send()
        .expectBody("onetwo".getBytes(UTF_8));
  }

  @Test
  void demand_of_the_handler_is_what_the_client_is_asked_for() {
    TestSource<ByteBuffer> source = TestSource.of(endless().take(10).concatWith(Flux.never()));
    run(App.create()
            .post(
                "/",
                request ->
                    request.chunks().take(3).count().map(count -> Response.text(count.toString()))))
        .lenient()
        .post("/")
        .body(source.flux())
        .send()
        .expectBody("3");

    if (!isLive()) {
      source.expectRequested(3);
    }
    source.expectCancelled();
  }

  @Test
  void client_is_held_back_until_the_handler_asks_for_more() {
    TestSource<ByteBuffer> source = TestSource.of(endless().take(600));
    Reader reader = new Reader();
    TestStream stream = run(App.create().post("/", request -> {
          request.chunks().subscribe(reader);
          return Response.chunks(Flux.concat(Flux.just(utf8("held")), reader.end.asMono()));
        }))
        .post("/")
        .body(source.flux())
        .stream();

    stream.expectText("held");
    // 600 chunks are 37 MB, far more than the buffers of a socket hold.
    assertThat(Await.settled(source::emitted)).isLessThan(isLive() ? 600 : 1);
    assertThat(reader.received).hasValue(0);
    reader.requestUnbounded();
    stream.expectComplete();
    assertThat(reader.received).hasValue(600 * 64 * 1024);
  }

  @Test
  void content_of_a_get_is_read_like_any_other() {
    run(App.create().get("/", TEXT)).get("/").text("asked").send().expectBody("asked");
  }

  private static Flux<ByteBuffer> endless() {
    return Flux.<ByteBuffer>generate(sink -> sink.next(ByteBuffer.allocate(64 * 1024)));
  }

  private static Flux<ByteBuffer> chunks(String... texts) {
    return Flux.fromArray(texts).map(BodyBehaviours::utf8);
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static String message(Throwable error) {
    return String.valueOf(error.getMessage());
  }

  /** Sends a chunk once it has been asked for, which in memory only the reader of the response can bring about. */
  private static void send(TestSource<ByteBuffer> source, String text, TestStream reader) {
    reader.request(1);
    source.expectSubscribed();
    Await.until("a chunk is asked for", () -> source.requested() > source.emitted());
    source.next(utf8(text));
  }

  /** Asks for nothing until it is told to. */
  private static final class Reader extends BaseSubscriber<ByteBuffer> {
    private final Sinks.Empty<ByteBuffer> end = Sinks.empty();
    private final AtomicInteger received = new AtomicInteger();

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      // The test asks, when it is time.
    }

    @Override
    protected void hookOnNext(ByteBuffer chunk) {
      received.addAndGet(chunk.remaining());
    }

    @Override
    protected void hookOnComplete() {
      end.tryEmitEmpty();
    }
  }
}
