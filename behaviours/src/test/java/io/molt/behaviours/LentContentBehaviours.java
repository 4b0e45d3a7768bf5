package io.molt.behaviours;

import static io.molt.web.RouteOption.maxBody;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.DataSize;
import io.molt.web.http.Handler;
import io.molt.web.http.LentBytes;
import io.molt.web.http.Response;
import io.molt.web.test.TestSource;
import io.molt.web.test.TestStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** What a handler sees of content that it reads without keeping it. */
class LentContentBehaviours extends Behaviours {
  private static final int LARGE = 3 * 1024 * 1024;
  private static final int PIECE = 64 * 1024;
  private static final Handler COUNT = request -> request
      .lent()
      .reduce(0L, (sum, bytes) -> sum + bytes.length())
      .map(count -> Response.text(count.toString()));

  @Test
  void all_of_it_is_seen_once_and_in_order() throws NoSuchAlgorithmException {
    byte[] content = new byte[LARGE];
    new Random(1).nextBytes(content);
    String digest = HexFormat.of().formatHex(sha256().digest(content));
    Handler handler = request -> request
        .lent()
        .collect(LentContentBehaviours::sha256, (seen, bytes) -> bytes.update(seen))
        .map(seen -> Response.text(HexFormat.of().formatHex(seen.digest())));

    run(App.create().post("/", handler)).post("/").body(content).send().expectBody(digest);
    run(App.create().post("/", handler))
        .post("/")
        .body(inPieces(content))
        .send()
        .expectBody(digest);
  }

  @Test
  void every_way_to_read_it_shows_the_same() {
    byte[] content = "every way to read it".getBytes(UTF_8);
    CRC32 expected = new CRC32();
    expected.update(content);

    run(App.create()
            .post(
                "/",
                request -> request
                    .lent()
                    .reduce("", (all, bytes) -> all + inAllWays(bytes))
                    .map(Response::text)))
        .post("/")
        .body(content)
        .send()
        .expectBody("every way to read it, 20, e, every way to read it, " + expected.getValue());
  }

  @Test
  void none_of_it_is_an_empty_stream() {
    run(App.create().post("/", COUNT)).post("/").send().expectBody("0");
  }

  @Test
  void pieces_that_are_kept_cannot_be_read_any_more() {
    Handler handler = request -> request
        .lent()
        .collectList()
        .map(kept -> Response.text(outcome(kept.get(0), LentBytes::length)));

    run(App.create().post("/", handler))
        .post("/")
        .body(inPieces(new byte[2 * PIECE]))
        .send()
        .expectBody("used after the call that they were lent for");
  }

  @Test
  void pieces_cannot_be_read_on_another_thread() {
    Handler handler = request -> request
        .lent()
        .concatMap(bytes -> Mono.fromCallable(() -> outcome(bytes, LentBytes::copy))
            .subscribeOn(Schedulers.boundedElastic()))
        .next()
        .map(Response::text);

    run(App.create().post("/", handler))
        .lenient()
        .post("/")
        .body(inPieces(new byte[2 * PIECE]))
        .send()
        .expectBody("used after the call that they were lent for");
  }

  @Test
  void copies_last() {
    Handler handler = request -> request
        .lent()
        .map(LentBytes::copy)
        .collectList()
        .map(kept -> Response.chunks(Flux.fromIterable(kept).map(ByteBuffer::wrap)));
    byte[] content = new byte[LARGE];
    new Random(2).nextBytes(content);

    run(App.create().post("/", handler))
        .post("/")
        .body(inPieces(content))
        .send()
        .expectBody(content);
  }

  @Test
  void limit_of_a_route_holds() {
    App app = App.create().post("/", COUNT, maxBody(DataSize.ofBytes(10)));

    run(app).post("/").body(Flux.just(utf8("123456"), utf8("78901"))).send().expectProblem(413);
    run(app).post("/").body(Flux.just(utf8("12345"), utf8("67890"))).send().expectBody("10");
  }

  @Test
  void client_is_held_back_until_the_handler_asks_for_more() {
    TestSource<ByteBuffer> source = TestSource.of(endless().take(300));
    Reader reader = new Reader();
    TestStream stream = run(App.create().post("/", request -> {
          request.lent().subscribe(reader);
          return Response.chunks(Flux.concat(Flux.just(utf8("held")), reader.end.asMono()));
        }))
        .post("/")
        .body(source.flux())
        .stream();

    stream.expectText("held");
    // 300 chunks are 19 MB, far more than the buffers of a socket hold.
    assertThat(Await.settled(source::emitted)).isLessThan(isLive() ? 300 : 1);
    assertThat(reader.received).hasValue(0);
    reader.requestUnbounded();
    stream.expectComplete();
    assertThat(reader.received).hasValue(300L * PIECE);
  }

  @Test
  void reader_that_has_seen_enough_is_left_alone() {
    TestSource<ByteBuffer> source = TestSource.of(endless().take(10).concatWith(Flux.never()));
    run(App.create()
            .post(
                "/",
                request -> request.lent().take(3).count().map(count -> Response.text("" + count))))
        .lenient()
        .post("/")
        .body(source.flux())
        .send()
        .expectBody("3");

    source.expectCancelled();
  }

  @Test
  void reader_that_fails_is_a_failure_of_the_handler() {
    run(App.create()
            .post(
                "/",
                request -> request
                    .lent()
                    .map(bytes -> bytes.get(bytes.length()))
                    .then(Mono.just(Response.noContent()))))
        .post("/")
        .text("four")
        .send()
        .expectStatus(500);
  }

  private static String inAllWays(LentBytes bytes) {
    ByteBuffer copied = ByteBuffer.allocate(bytes.length());
    bytes.copyTo(copied);
    CRC32 checksum = new CRC32();
    bytes.update(checksum);
    return String.join(
        ", ",
        new String(bytes.copy(), UTF_8),
        "" + bytes.length(),
        "" + (char) bytes.get(0),
        new String(copied.array(), UTF_8),
        "" + checksum.getValue());
  }

  private static String outcome(LentBytes bytes, Function<LentBytes, ?> reading) {
    try {
      return "read " + reading.apply(bytes);
    } catch (IllegalStateException lost) {
      return lost.getMessage().replaceAll("lent bytes: |, or on.*", "");
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private static Flux<ByteBuffer> inPieces(byte[] content) {
    return Flux.range(0, (content.length + PIECE - 1) / PIECE)
        .map(i -> i * PIECE)
        .map(start -> ByteBuffer.wrap(content, start, Math.min(PIECE, content.length - start)));
  }

  private static Flux<ByteBuffer> endless() {
    return Flux.<ByteBuffer>generate(sink -> sink.next(ByteBuffer.allocate(PIECE)));
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static final class Reader extends BaseSubscriber<LentBytes> {
    private final AtomicLong received = new AtomicLong();
    private final Sinks.Empty<ByteBuffer> end = Sinks.empty();

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      // Nothing is asked for until the test does.
    }

    @Override
    protected void hookOnNext(LentBytes bytes) {
      received.addAndGet(bytes.length());
    }

    @Override
    protected void hookOnComplete() {
      end.tryEmitEmpty();
    }
  }
}
