package io.molt.web.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.codec.Codec;
import io.molt.web.codec.DecodingException;
import io.molt.web.codec.MediaType;
import io.molt.web.codec.UnsupportedMediaTypeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class DecodeStreamTest {
  record Item(String name, int size) {}

  private static final MediaType JSONL = MediaType.of("application", "jsonl");
  private final Codec codec = JsonCodec.create();

  @Test
  void an_array_is_read_element_by_element() {
    StepVerifier.create(
            decode(Item.class, "[{\"name\":\"a\",\"size\":1} ,\n {\"name\":\"b\",\"size\":2}]"))
        .expectNext(new Item("a", 1), new Item("b", 2))
        .verifyComplete();
  }

  @Test
  void lines_are_read_one_by_one_blank_ones_skipped_the_last_without_newline() {
    StepVerifier.create(
            lines(Item.class, "\n{\"name\":\"a\",\"size\":1}\r\n  \n\n{\"name\":\"b\",\"size\":2}"))
        .expectNext(new Item("a", 1), new Item("b", 2))
        .verifyComplete();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", " [ ] ", "\n[\n]\n", "\ufeff[]"})
  void an_empty_array_has_no_elements(String document) {
    StepVerifier.create(decode(Item.class, document)).verifyComplete();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", " \r\n\t", "\ufeff", "\ufeff\n"})
  void no_lines_are_no_elements(String document) {
    StepVerifier.create(lines(Item.class, document)).verifyComplete();
  }

  @Test
  void elements_of_every_kind_are_found() {
    String document =
        "\ufeff[1,-2.5e3 , true,false ,\"a\\\"],[{\\\\\",\"\",[],[[1],[\"]\"]],{},{\"a\":{\"}\":[\"{\"]}}]";
    StepVerifier.create(decode(Object.class, document))
        .expectNext(1, -2.5e3, true, false, "a\"],[{\\", "", List.of())
        .expectNext(List.of(List.of(1), List.of("]")), Map.of())
        .expectNext(Map.of("a", Map.of("}", List.of("{"))))
        .verifyComplete();
  }

  @Test
  void a_document_may_be_split_at_any_byte() {
    String array = "\ufeff[{\"n\\\"\":\"ä\\u00e4€\"}, [1,[2]],\n3.25 ,\"x,]\\\\\" ,true]\n";
    String lines = "\ufeff{\"n\":\"ä€\"}\r\n[1,[2]]\n\n3.25\n\"x\\n\"";
    List<Object> ofArray = decode(Object.class, array).collectList().block();
    List<Object> ofLines = lines(Object.class, lines).collectList().block();
    assertThat(ofArray).hasSize(5);
    assertThat(ofLines).hasSize(4);
    for (int at = 0; at <= utf8(array).length; at++) {
      assertThat(decode(Object.class, MediaType.JSON, split(array, at))
              .collectList()
              .block())
          .isEqualTo(ofArray);
    }
    for (int at = 0; at <= utf8(lines).length; at++) {
      assertThat(decode(Object.class, MediaType.NDJSON, split(lines, at))
              .collectList()
              .block())
          .isEqualTo(ofLines);
    }
    assertThat(
            decode(Object.class, MediaType.JSON, everyByte(array)).collectList().block())
        .isEqualTo(ofArray);
    assertThat(decode(Object.class, MediaType.NDJSON, everyByte(lines))
            .collectList()
            .block())
        .isEqualTo(ofLines);
  }

  @Test
  void an_element_comes_as_soon_as_its_last_byte_is_there() {
    TestPublisher<ByteBuffer> bytes = TestPublisher.create();
    StepVerifier.create(codec.decodeStream(bytes.flux(), Object.class, MediaType.JSON))
        .then(() -> bytes.next(buffer("[{\"a\":1}")))
        .expectNext(Map.of("a", 1))
        .then(() -> bytes.next(buffer(",\"b\"")))
        .expectNext("b")
        .then(() -> bytes.next(buffer(",12")))
        .then(() -> bytes.next(buffer("3]")))
        .expectNext(123)
        .then(bytes::complete)
        .verifyComplete();
  }

  @Test
  void no_more_elements_come_than_were_asked_for() {
    StepVerifier.create(decode(Integer.class, "[1,2,3,4,5]"), 0)
        .expectSubscription()
        .thenRequest(1)
        .expectNext(1)
        .thenRequest(2)
        .expectNext(2, 3)
        .thenRequest(1)
        .expectNext(4)
        .thenRequest(1)
        .expectNext(5)
        .verifyComplete();
  }

  @Test
  void bytes_are_asked_for_one_buffer_at_a_time_and_only_for_elements() {
    AtomicLong asked = new AtomicLong();
    Flux<ByteBuffer> bytes = Flux.just(buffer("[1,2"), buffer(",3"), buffer(",4,5,"), buffer("6]"))
        .doOnRequest(asked::addAndGet);
    StepVerifier.create(codec.decodeStream(bytes, Integer.class, MediaType.JSON), 0)
        .expectSubscription()
        .then(() -> assertThat(asked).hasValue(0))
        .thenRequest(1)
        .expectNext(1)
        .then(() -> assertThat(asked).hasValue(1))
        .thenRequest(1)
        .expectNext(2)
        .then(() -> assertThat(asked).hasValue(2))
        .thenRequest(2)
        .expectNext(3, 4)
        .then(() -> assertThat(asked).hasValue(3))
        .thenRequest(1)
        .expectNext(5)
        .then(() -> assertThat(asked).hasValue(3))
        .thenRequest(1)
        .expectNext(6)
        .verifyComplete();
  }

  @Test
  void cancel_reaches_the_source() {
    TestPublisher<ByteBuffer> bytes = TestPublisher.create();
    StepVerifier.create(codec.decodeStream(bytes.flux(), Integer.class, MediaType.JSON))
        .then(() -> bytes.next(buffer("[1,2,3")))
        .expectNext(1)
        .thenCancel()
        .verify();
    bytes.assertCancelled();
  }

  @Test
  void cancel_while_elements_come_stops_them() {
    AtomicInteger seen = new AtomicInteger();
    decode(Integer.class, "[1,2,3,4,5]")
        .doOnNext(n -> seen.incrementAndGet())
        .take(2)
        .blockLast();
    assertThat(seen).hasValue(2);
  }

  @Test
  void an_error_of_the_source_is_passed_on() {
    Flux<ByteBuffer> bytes =
        Flux.just(buffer("[1,2")).concatWith(Flux.error(new IllegalStateException("gone")));
    StepVerifier.create(codec.decodeStream(bytes, Integer.class, MediaType.JSON))
        .expectNext(1)
        .verifyErrorMessage("gone");
  }

  @Test
  void an_error_of_the_source_needs_no_demand() {
    TestPublisher<ByteBuffer> bytes = TestPublisher.create();
    StepVerifier.create(codec.decodeStream(bytes.flux(), Integer.class, MediaType.JSON), 1)
        .then(() -> bytes.next(buffer("[1,2,3")))
        .expectNext(1)
        .then(() -> bytes.error(new IllegalStateException("gone")))
        .verifyErrorMessage("gone");
  }

  @Test
  void a_source_that_ignores_demand_is_an_error_and_is_cancelled() {
    TestPublisher<ByteBuffer> bytes =
        TestPublisher.createNoncompliant(TestPublisher.Violation.REQUEST_OVERFLOW);
    StepVerifier.create(codec.decodeStream(bytes.flux(), Integer.class, MediaType.JSON), 1)
        .then(() -> bytes.next(buffer("[1,2,3")))
        .expectNext(1)
        .then(() -> bytes.next(buffer(",4")))
        .verifyErrorMatches(reactor.core.Exceptions::isOverflow);
    bytes.assertCancelled();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1}        | 0 | expected an array                          | 1 | 1",
        "5                | 0 | expected an array                          | 1 | 1",
        "``               | 0 | the content is empty (expected: a JSON array) | 1 | 1",
        "[1,2            | 1 | the JSON ends too early                    | 1 | 5",
        "[1,              | 1 | the JSON ends too early                    | 1 | 4",
        "[                | 0 | the JSON ends too early                    | 1 | 2",
        "[1,]             | 1 | the JSON is malformed                      | 1 | 4",
        "[,1]             | 0 | the JSON is malformed                      | 1 | 2",
        "[1,,2]           | 1 | the JSON is malformed                      | 1 | 4",
        "[1 2]            | 1 | the JSON is malformed                      | 1 | 4",
        "[1] x            | 1 | the JSON is malformed                      | 1 | 5",
        "[1][2]           | 1 | the JSON is malformed                      | 1 | 4",
        "[1,{]            | 1 | the JSON is malformed                      | 1 | 5",
        "[1,tru]          | 1 | the JSON is malformed                      | 1 | 4",
        "[1,}]            | 1 | the JSON is malformed                      | 1 | 4",
        "[1,\"a           | 1 | the JSON ends too early                    | 1 | 6",
      })
  void what_is_wrong_with_an_array_comes_after_the_elements_before_it(
      String document, int before, String message, int line, int column) {
    StepVerifier.create(decode(Object.class, document.replace("<", "\n")))
        .expectNextCount(before)
        .verifyErrorSatisfies(error -> assertFailure(error, message, line, column));
  }

  @Test
  void places_are_those_of_the_whole_document() {
    String document =
        "[\n  {\"name\":\"a\",\"size\":1},\n  {\"name\":\"b\",\n   \"size\":\"x\"}\n]";
    for (int at = 0; at <= document.length(); at++) {
      StepVerifier.create(decode(Item.class, MediaType.JSON, split(document, at)))
          .expectNext(new Item("a", 1))
          .verifyErrorSatisfies(error -> {
            assertFailure(error, "expected a whole number, found a string", 4, 11);
            assertThat(((DecodingException) error).position()).containsEntry("pointer", "/1/size");
          });
    }
  }

  @Test
  void places_in_lines_are_those_of_the_whole_document() {
    StepVerifier.create(
            lines(Item.class, "{\"name\":\"a\",\"size\":1}\n\n {\"name\":\"b\",\"size\":null}"))
        .expectNext(new Item("a", 1))
        .verifyErrorSatisfies(error -> {
          assertFailure(error, "expected a whole number, found null", 3, 21);
          assertThat(((DecodingException) error).position()).containsEntry("pointer", "/size");
        });
  }

  @Test
  void a_line_holds_one_value() {
    StepVerifier.create(lines(Integer.class, "1\n2 3\n"))
        .expectNext(1)
        .verifyErrorSatisfies(
            error -> assertFailure(error, "content after the end of the JSON", 2, 3));
  }

  @Test
  void null_is_no_element() {
    StepVerifier.create(decode(Item.class, "[null]")).verifyErrorSatisfies(error -> {
      assertFailure(error, "expected an object, found null", 1, 2);
      assertThat(((DecodingException) error).position()).containsEntry("pointer", "/0");
    });
  }

  @Test
  void lines_within_elements_count() {
    StepVerifier.create(decode(Object.class, "[{\"a\":\n1},\n[\n\n2], xyz]"))
        .expectNext(Map.of("a", 1), List.of(2))
        .verifyErrorSatisfies(error -> assertFailure(error, "the JSON is malformed", 5, 5));
  }

  @Test
  void a_byte_order_mark_within_the_content_is_malformed() {
    StepVerifier.create(decode(Object.class, "[1,\ufeff2]"))
        .expectNext(1)
        .verifyErrorSatisfies(error -> assertFailure(error, "the JSON is malformed", 1, 4));
    StepVerifier.create(decode(Object.class, "\ufeff[] \ufeff"))
        .verifyError(DecodingException.class);
    StepVerifier.create(decode(Object.class, " \ufeff[]")).verifyError(DecodingException.class);
  }

  @Test
  void half_a_byte_order_mark_is_malformed() {
    Flux<ByteBuffer> bytes = Flux.just(ByteBuffer.wrap(new byte[] {(byte) 0xef, '[', ']'}));
    StepVerifier.create(codec.decodeStream(bytes, Integer.class, MediaType.JSON))
        .verifyError(DecodingException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 100})
  void an_element_longer_than_the_limit_is_an_error_however_it_arrives(int chunk) {
    Codec bounded = JsonCodec.create(JsonLimits.DEFAULT.withElement(10));
    byte[] document = utf8("[\"12345678\",\n\"123456789\"]");
    Flux<ByteBuffer> bytes = chunks(document, chunk);
    StepVerifier.create(bounded.decodeStream(bytes, String.class, MediaType.JSON))
        .expectNext("12345678")
        .verifyErrorSatisfies(
            error -> assertFailure(error, "element too long (expected: at most 10 bytes)", 2, 1));
  }

  @Test
  void an_endless_element_is_given_up_at_the_limit() {
    AtomicLong sent = new AtomicLong();
    Flux<ByteBuffer> endless = Flux.concat(
        Flux.just(buffer("[\"")),
        Flux.range(0, Integer.MAX_VALUE)
            .map(n -> buffer("x".repeat(1000)))
            .doOnNext(b -> sent.incrementAndGet()));
    StepVerifier.create(JsonCodec.create()
            .withMaxElement(100_000)
            .decodeStream(endless, String.class, MediaType.JSON))
        .verifyErrorSatisfies(error ->
            assertFailure(error, "element too long (expected: at most 100000 bytes)", 1, 2));
    assertThat(sent.get()).isBetween(99L, 101L);
  }

  @Test
  void nesting_too_deep_is_an_error() {
    StepVerifier.create(decode(Object.class, "[1," + "[".repeat(101) + "]".repeat(101) + "]"))
        .expectNext(1)
        .verifyErrorSatisfies(error -> assertThat(error)
            .isInstanceOf(DecodingException.class)
            .hasMessage("nested too deep (expected: at most 100 levels)"));
  }

  @Test
  void a_stream_may_be_longer_than_any_limit() {
    String element = "{\"name\":\"" + "x".repeat(80) + "\",\"size\":7}";
    Flux<ByteBuffer> bytes = Flux.concat(
        Flux.just(buffer("[" + element)),
        Flux.range(0, 200_000).map(n -> buffer("," + element)),
        Flux.just(buffer("]")));
    StepVerifier.create(JsonCodec.create(JsonLimits.DEFAULT.withElement(200))
            .decodeStream(bytes, Item.class, MediaType.JSON)
            .count())
        .expectNext(200_001L)
        .verifyComplete();
  }

  @Test
  void requests_and_buffers_may_come_from_different_threads() {
    Scheduler one = Schedulers.newSingle("requests");
    Scheduler two = Schedulers.newSingle("buffers");
    try {
      String document = IntStream.range(0, 50_000).boxed().toList().toString();
      Flux<ByteBuffer> bytes = chunks(utf8(document), 13).publishOn(two, 1);
      List<Object> read = codec
          .decodeStream(bytes, Integer.class, MediaType.JSON)
          .limitRate(3)
          .publishOn(one, 2)
          .collectList()
          .block(java.time.Duration.ofSeconds(60));
      assertThat(read).isEqualTo(IntStream.range(0, 50_000).boxed().toList());
    } finally {
      one.dispose();
      two.dispose();
    }
  }

  @Test
  void buffers_may_be_read_only_direct_and_in_the_middle_of_an_array() {
    ByteBuffer direct = ByteBuffer.allocateDirect(4).put(utf8("[1,2")).flip();
    ByteBuffer slice = ByteBuffer.wrap(utf8("xx,3,4xx"), 2, 4).slice().asReadOnlyBuffer();
    Flux<ByteBuffer> bytes = Flux.just(direct, ByteBuffer.allocate(0), slice, buffer("]"));
    StepVerifier.create(codec.decodeStream(bytes, Integer.class, MediaType.JSON))
        .expectNext(1, 2, 3, 4)
        .verifyComplete();
  }

  @Test
  void the_names_of_ndjson_are_read_as_lines() {
    for (String subtype : List.of("x-ndjson", "ndjson", "jsonl")) {
      MediaType type = MediaType.of("application", subtype);
      assertThat(codec.canReadStream(Item.class, type)).isTrue();
      assertThat(codec.canRead(Item.class, type)).isFalse();
      StepVerifier.create(decode(Integer.class, type, Flux.just(buffer("1\n2"))))
          .expectNext(1, 2)
          .verifyComplete();
    }
    assertThat(codec.canReadStream(Item.class, MediaType.parse("application/vnd.api+json")))
        .isTrue();
    assertThat(codec.canReadStream(Item.class, MediaType.parse("text/plain"))).isFalse();
    assertThat(codec.canReadStream(byte[].class, JSONL)).isFalse();
  }

  @Test
  void another_charset_is_not_supported() {
    assertThatThrownBy(() -> codec.decodeStream(
            Flux.empty(), Item.class, MediaType.parse("application/x-ndjson; charset=utf-16")))
        .isInstanceOf(UnsupportedMediaTypeException.class);
  }

  private static void assertFailure(Throwable error, String message, int line, int column) {
    assertThat(error).isInstanceOf(DecodingException.class).hasMessage(message);
    assertThat(((DecodingException) error).position())
        .containsEntry("line", line)
        .containsEntry("column", column);
  }

  private Flux<Object> decode(Class<?> type, String document) {
    return decode(type, MediaType.JSON, Flux.just(buffer(document)));
  }

  private Flux<Object> lines(Class<?> type, String document) {
    return decode(type, MediaType.NDJSON, Flux.just(buffer(document)));
  }

  private Flux<Object> decode(Class<?> type, MediaType mediaType, Flux<ByteBuffer> bytes) {
    return codec.decodeStream(bytes, type, mediaType);
  }

  private static Flux<ByteBuffer> split(String document, int at) {
    byte[] bytes = utf8(document);
    return Flux.just(
        ByteBuffer.wrap(Arrays.copyOfRange(bytes, 0, at)),
        ByteBuffer.wrap(Arrays.copyOfRange(bytes, at, bytes.length)));
  }

  private static Flux<ByteBuffer> everyByte(String document) {
    return chunks(utf8(document), 1);
  }

  private static Flux<ByteBuffer> chunks(byte[] bytes, int size) {
    List<ByteBuffer> chunks = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += size) {
      chunks.add(
          ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size))));
    }
    return Flux.fromIterable(chunks);
  }

  private static ByteBuffer buffer(String text) {
    return ByteBuffer.wrap(utf8(text));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
