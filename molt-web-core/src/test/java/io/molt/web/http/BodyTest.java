package io.molt.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.test.StepVerifier;
import reactor.test.publisher.PublisherProbe;
import reactor.test.publisher.TestPublisher;

@Timeout(60)
class BodyTest {

  static Stream<Arguments> fiveBytes() {
    return Stream.of(
        Arguments.of("bytes", Body.of(ascii("abcde"))),
        Arguments.of("one chunk", Body.stream(Flux.just(buffer("abcde")))),
        Arguments.of("chunks", Body.stream(Flux.just(buffer("ab"), buffer(""), buffer("cde")))),
        Arguments.of("chunks of known length", Body.stream(Flux.just(buffer("abcde")), 5)),
        Arguments.of("read-only", Body.stream(Mono.just(buffer("abcde").asReadOnlyBuffer()))),
        Arguments.of("a slice", Body.stream(Mono.just(buffer("xabcdey").slice(1, 5)))),
        Arguments.of("direct", Body.stream(Mono.just(direct("abcde")))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fiveBytes")
  void content_up_to_the_limit_is_collected(String kind, Body body) {
    body.bytes(5)
        .as(StepVerifier::create)
        .assertNext(bytes -> assertThat(bytes).isEqualTo(ascii("abcde")))
        .verifyComplete();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fiveBytes")
  void content_above_the_limit_is_a_413(String kind, Body body) {
    body.bytes(4)
        .as(StepVerifier::create)
        .expectErrorSatisfies(error -> assertThat(error)
            .isInstanceOfSatisfying(HttpException.class, http -> {
              assertThat(http.status()).isEqualTo(Status.CONTENT_TOO_LARGE);
              assertThat(http.problem().detail()).isEqualTo("The content is larger than 4 bytes.");
              assertThat(http.problem().extensions()).containsEntry("limit", 4L);
            }))
        .verify();
  }

  @Test
  void no_content_passes_every_limit() {
    assertThat(Body.empty().bytes(0).block()).isEmpty();
    assertThat(Body.of(new byte[0])).isSameAs(Body.empty());
    assertThat(Body.stream(Flux.empty()).bytes(0).block()).isEmpty();
    assertThat(Body.stream(Flux.empty(), 0).bytes(0).block()).isEmpty();
    Body.empty().chunks().as(StepVerifier::create).verifyComplete();
  }

  @Test
  void a_declared_length_above_the_limit_is_refused_before_anything_is_read() {
    PublisherProbe<ByteBuffer> source = PublisherProbe.empty();

    Body.stream(source.flux(), 11)
        .bytes(10)
        .as(StepVerifier::create)
        .expectError(HttpException.class)
        .verify();

    source.assertWasNotSubscribed();
  }

  @Test
  void a_declared_length_is_no_promise_to_allocate() {
    Body liar = Body.stream(Flux.just(buffer("x")), Long.MAX_VALUE);

    assertThat(liar.bytes(Long.MAX_VALUE).block()).isEqualTo(ascii("x"));
  }

  @Test
  void the_source_is_cancelled_as_soon_as_the_limit_is_passed() {
    TestPublisher<ByteBuffer> source = TestPublisher.create();

    StepVerifier.create(Body.stream(source).bytes(3))
        .then(() -> source.next(buffer("ab")))
        .then(source::assertNotCancelled)
        .then(() -> source.next(buffer("cd")))
        .expectError(HttpException.class)
        .verify();

    source.assertCancelled();
  }

  @Test
  void what_a_source_says_after_the_limit_is_ignored() {
    TestPublisher<ByteBuffer> rude =
        TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
    Signals<byte[]> signals = new Signals<>(1);

    Body.stream(rude).bytes(1).subscribe(signals);
    rude.next(buffer("ab"));
    rude.next(buffer("cd"));
    rude.error(new IOException("late"));

    assertThat(signals.values).hasValue(0);
    assertThat(signals.ends).hasValue(1);
  }

  @Test
  void cancelling_the_collection_cancels_the_source_and_silences_it() {
    TestPublisher<ByteBuffer> rude =
        TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
    Signals<byte[]> signals = new Signals<>(1);

    Body.stream(rude).bytes(10).subscribe(signals);
    rude.next(buffer("ab"));
    signals.subscription.cancel();
    rude.assertCancelled();
    rude.error(new IOException("connection reset"));

    assertThat(signals.values).hasValue(0);
    assertThat(signals.ends).hasValue(0);
  }

  @Test
  void an_error_of_the_source_is_passed_on() {
    Body.stream(Flux.concat(Flux.just(buffer("a")), Flux.error(new IOException("reset"))))
        .bytes(10)
        .as(StepVerifier::create)
        .verifyErrorMessage("reset");
  }

  @Test
  void collected_bytes_wait_until_they_are_asked_for() {
    Signals<byte[]> signals = new Signals<>(0);

    Body.stream(Flux.just(buffer("a"))).bytes(10).subscribe(signals);
    assertThat(signals.values).hasValue(0);
    signals.subscription.request(1);

    assertThat(signals.values).hasValue(1);
    assertThat(signals.ends).hasValue(1);
  }

  @Test
  void many_small_chunks_are_collected() {
    Flux<ByteBuffer> chunks =
        Flux.range(0, 300_000).map(i -> ByteBuffer.wrap(new byte[] {(byte) (i % 128)}));

    byte[] bytes = Body.stream(chunks).bytes(1_000_000).blockOptional().orElseThrow();

    assertThat(bytes).hasSize(300_000).endsWith((byte) (299_999 % 128));
  }

  @Test
  void bytes_come_in_a_buffer_that_cannot_be_written_and_is_fresh_for_each_reader() {
    Flux<ByteBuffer> chunks = Body.of(ascii("abc")).chunks();

    for (int i = 0; i < 2; i++) {
      ByteBuffer chunk = chunks.blockLast();
      assertThat(chunk).isNotNull();
      assertThat(chunk.isReadOnly()).isTrue();
      assertThat(StandardCharsets.US_ASCII.decode(chunk).toString()).isEqualTo("abc");
    }
  }

  @Test
  void a_stream_has_one_reader_even_if_many_come_at_once() {
    AtomicInteger subscriptions = new AtomicInteger();
    Body body = Body.stream(Flux.defer(() -> {
      subscriptions.incrementAndGet();
      return Flux.just(buffer("x"));
    }));

    List<String> results = IntStream.range(0, 8)
        .parallel()
        .mapToObj(i -> body.bytes(10)
            .map(String::new)
            .onErrorResume(IllegalStateException.class, e -> Mono.just("refused"))
            .block())
        .toList();

    assertThat(subscriptions).hasValue(1);
    assertThat(results).filteredOn("x"::equals).hasSize(1);
    assertThat(results).filteredOn("refused"::equals).hasSize(7);
  }

  @Test
  void a_reader_gets_chunks_no_faster_than_it_asks_and_its_cancel_reaches_the_source() {
    PublisherProbe<ByteBuffer> source =
        PublisherProbe.of(Flux.just(buffer("a"), buffer("b"), buffer("c")));

    StepVerifier.create(Body.stream(source.flux()).chunks(), 1)
        .expectNext(buffer("a"))
        .thenRequest(1)
        .expectNext(buffer("b"))
        .thenCancel()
        .verify();

    source.assertWasCancelled();
  }

  @Test
  void lengths_below_zero_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Body.stream(Flux.empty(), -1))
        .withMessage("body length: -1 (expected: >= 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Body.File(Path.of("x"), -1, 5))
        .withMessage("file range: -1+5 (expected: position >= 0, length >= -1)");
    assertThatIllegalArgumentException().isThrownBy(() -> new Body.File(Path.of("x"), 0, -2));
  }

  @Test
  void lengths_are_known_where_they_can_be() {
    assertThat(Body.empty().length()).isZero();
    assertThat(Body.of(ascii("abc")).length()).isEqualTo(3);
    assertThat(Body.stream(Flux.empty()).length()).isEqualTo(-1);
    assertThat(Body.stream(Flux.empty(), 9).length()).isEqualTo(9);
  }

  @Test
  void a_value_without_codec_says_that_it_needs_an_app() {
    Response.json(List.of())
        .body()
        .bytes(10)
        .as(StepVerifier::create)
        .expectErrorSatisfies(error -> assertThat(error)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageStartingWith("body of type java.util.")
            .hasMessageEndingWith(
                " is not encoded (expected: a response that passed through an app)"))
        .verify();
  }

  // Files.

  @ParameterizedTest(name = "{0}+{1}")
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "0, -1, 0123456789",
        "0, 10, 0123456789",
        "3, -1, 3456789",
        "3, 4, 3456",
        "9, 1, 9",
        "10, -1, ``",
        "10, 0, ``",
        "0, 0, ``",
      })
  void a_file_is_read_in_its_range(long position, long length, String text, @TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "0123456789");

    assertThat(new Body.File(file, position, length).bytes(100).block()).isEqualTo(ascii(text));
  }

  @Test
  void a_file_above_the_limit_is_a_413(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "0123456789");

    for (long length : new long[] {-1, 10}) {
      new Body.File(file, 0, length)
          .bytes(9)
          .as(StepVerifier::create)
          .expectError(HttpException.class)
          .verify();
    }
  }

  @Test
  void a_large_file_comes_in_many_read_only_chunks_as_they_are_asked_for(@TempDir Path folder)
      throws IOException {
    Path file = Files.write(folder.resolve("f"), new byte[300_000]);
    AtomicInteger seen = new AtomicInteger();

    StepVerifier.create(new Body.File(file, 0, 300_000).chunks(), 1)
        .assertNext(chunk -> {
          assertThat(chunk.isReadOnly()).isTrue();
          seen.addAndGet(chunk.remaining());
        })
        .thenRequest(Long.MAX_VALUE)
        .thenConsumeWhile(chunk -> true, chunk -> seen.addAndGet(chunk.remaining()))
        .verifyComplete();

    assertThat(seen).hasValue(300_000);
  }

  @Test
  void a_file_can_be_read_again(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "abc");
    Body body = new Body.File(file, 0, 3);

    assertThat(body.bytes(3).block()).isEqualTo(ascii("abc"));
    assertThat(body.bytes(3).block()).isEqualTo(ascii("abc"));
  }

  @Test
  void a_file_that_is_shorter_than_announced_breaks_off(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "abc");

    new Body.File(file, 0, 5)
        .chunks()
        .as(StepVerifier::create)
        .expectNext(buffer("abc"))
        .verifyErrorMessage("file ended at 3 (expected: 5 bytes)");
  }

  @Test
  void a_file_that_is_not_there_is_an_error(@TempDir Path folder) {
    new Body.File(folder.resolve("f"), 0, 1)
        .chunks()
        .as(StepVerifier::create)
        .verifyError(NoSuchFileException.class);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static ByteBuffer buffer(String text) {
    return ByteBuffer.wrap(ascii(text));
  }

  private static ByteBuffer direct(String text) {
    return ByteBuffer.allocateDirect(text.length()).put(ascii(text)).flip();
  }

  /** Counts signals, those that come after its cancel too. */
  private static final class Signals<T> implements CoreSubscriber<T> {
    private final AtomicInteger values = new AtomicInteger();
    private final AtomicInteger ends = new AtomicInteger();
    private final int first;
    private Subscription subscription = Operators.emptySubscription();

    Signals(int first) {
      this.first = first;
    }

    @Override
    public void onSubscribe(Subscription given) {
      subscription = given;
      if (first > 0) {
        given.request(first);
      }
    }

    @Override
    public void onNext(T value) {
      values.incrementAndGet();
    }

    @Override
    public void onError(Throwable error) {
      ends.incrementAndGet();
    }

    @Override
    public void onComplete() {
      ends.incrementAndGet();
    }
  }
}
