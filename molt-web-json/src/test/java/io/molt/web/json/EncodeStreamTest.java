package io.molt.web.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.molt.web.codec.Codec;
import io.molt.web.codec.EncodingException;
import io.molt.web.codec.MediaType;
import io.molt.web.codec.TypeRef;
import io.molt.web.codec.UnsupportedMediaTypeException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class EncodeStreamTest {
  record Item(String name, int size) {}

  record Broken(int size) {
    @SuppressWarnings("unused") // Written as a member, or not.
    public int getHalf() {
      throw new IllegalStateException("no half");
    }
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
  sealed interface Shape {}

  record Circle(int radius) implements Shape {}

  private final Codec codec = JsonCodec.create();

  @Test
  void an_array_is_written_element_by_element() {
    StepVerifier.create(encode(Flux.just(new Item("a", 1), new Item("b", 2)), Item.class)
            .map(EncodeStreamTest::text))
        .expectNext("[{\"name\":\"a\",\"size\":1}", ",{\"name\":\"b\",\"size\":2}", "]")
        .verifyComplete();
  }

  @Test
  void no_elements_are_an_empty_array() {
    StepVerifier.create(encode(Flux.empty(), Item.class).map(EncodeStreamTest::text))
        .expectNext("[]")
        .verifyComplete();
  }

  @Test
  void lines_are_written_one_per_element() {
    StepVerifier.create(lines(Flux.just(new Item("a\nb", 1), new Item("ä", 2)), Item.class)
            .map(EncodeStreamTest::text))
        .expectNext("{\"name\":\"a\\nb\",\"size\":1}\n", "{\"name\":\"ä\",\"size\":2}\n")
        .verifyComplete();
  }

  @Test
  void no_lines_are_no_bytes() {
    StepVerifier.create(lines(Flux.empty(), Item.class)).verifyComplete();
  }

  @Test
  void strings_are_json_strings() {
    StepVerifier.create(encode(Flux.just("a", "\""), String.class).map(EncodeStreamTest::text))
        .expectNext("[\"a\"", ",\"\\\"\"", "]")
        .verifyComplete();
  }

  @Test
  void the_declared_type_decides_what_is_written() {
    assertThat(whole(encode(Flux.just(new Circle(1)), Shape.class)))
        .isEqualTo("[{\"kind\":\"circle\",\"radius\":1}]");
    Type listOfShapes = new TypeRef<List<Shape>>() {}.type();
    assertThat(whole(encode(Flux.just(List.of(new Circle(1))), listOfShapes)))
        .isEqualTo("[[{\"kind\":\"circle\",\"radius\":1}]]");
    assertThat(whole(encode(Flux.just(1, "a", Map.of("b", 2)), Object.class)))
        .isEqualTo("[1,\"a\",{\"b\":2}]");
  }

  @Test
  void elements_are_asked_for_as_bytes_are_and_the_end_once_more() {
    List<Long> asked = new ArrayList<>();
    Flux<Integer> elements = Flux.just(1, 2, 3).doOnRequest(asked::add);
    StepVerifier.create(encode(elements, Integer.class).map(EncodeStreamTest::text), 0)
        .expectSubscription()
        .then(() -> assertThat(asked).isEmpty())
        .thenRequest(1)
        .expectNext("[1")
        .thenRequest(2)
        .expectNext(",2", ",3")
        .then(() -> assertThat(asked).containsExactly(1L, 2L))
        .expectNoEvent(java.time.Duration.ofMillis(1))
        .thenRequest(1)
        .expectNext("]")
        .verifyComplete();
  }

  @Test
  void the_end_follows_at_once_if_it_was_asked_for() {
    StepVerifier.create(encode(Flux.just(1), Integer.class).map(EncodeStreamTest::text), 2)
        .expectNext("[1", "]")
        .verifyComplete();
  }

  @Test
  void an_empty_array_waits_until_it_is_asked_for() {
    StepVerifier.create(encode(Flux.empty(), Integer.class).map(EncodeStreamTest::text), 0)
        .expectSubscription()
        .expectNoEvent(java.time.Duration.ofMillis(1))
        .thenRequest(1)
        .expectNext("[]")
        .verifyComplete();
  }

  @Test
  void the_end_of_lines_needs_no_request() {
    StepVerifier.create(lines(Flux.just(1), Integer.class).map(EncodeStreamTest::text), 1)
        .expectNext("1\n")
        .verifyComplete();
  }

  @Test
  void an_error_before_the_first_element_comes_before_any_byte() {
    StepVerifier.create(encode(Flux.error(new IllegalStateException("gone")), Item.class))
        .verifyErrorMessage("gone");
  }

  @Test
  void an_error_comes_after_the_elements_before_it() {
    Flux<Integer> elements = Flux.just(1).concatWith(Flux.error(new IllegalStateException("gone")));
    StepVerifier.create(encode(elements, Integer.class).map(EncodeStreamTest::text))
        .expectNext("[1")
        .verifyErrorMessage("gone");
  }

  @Test
  void an_element_that_cannot_be_written_is_an_error_and_cancels_the_source() {
    TestPublisher<Object> elements = TestPublisher.create();
    StepVerifier.create(encode(elements.flux(), Object.class).map(EncodeStreamTest::text))
        .then(() -> elements.next(1, new Broken(1), 2))
        .expectNext("[1")
        .verifyErrorSatisfies(error -> assertThat(error)
            .isInstanceOf(EncodingException.class)
            .hasMessageContaining("Broken cannot be written as JSON: no half"));
    elements.assertCancelled();
  }

  @Test
  void cancel_reaches_the_source() {
    TestPublisher<Integer> elements = TestPublisher.create();
    StepVerifier.create(encode(elements.flux(), Integer.class))
        .then(() -> elements.next(1))
        .expectNextCount(1)
        .thenCancel()
        .verify();
    elements.assertCancelled();
  }

  @Test
  void each_buffer_is_its_own() {
    List<ByteBuffer> buffers =
        encode(Flux.just(1, 2), Integer.class).collectList().block();
    buffers.forEach(buffer -> assertThat(buffer.array()).hasSize(buffer.remaining()));
    buffers.get(2).put(0, (byte) 'x');
    assertThat(whole(encode(Flux.just(1, 2), Integer.class))).isEqualTo("[1,2]");
  }

  @Test
  void a_million_elements_are_written_as_they_come() {
    long bytes = encode(Flux.range(0, 1_000_000).map(n -> new Item("abc", 1)), Item.class)
        .map(buffer -> (long) buffer.remaining())
        .reduce(0L, Long::sum)
        .block();
    assertThat(bytes).isEqualTo(1_000_000L * "{\"name\":\"abc\",\"size\":1},".length() + 1);
  }

  @Test
  void the_end_comes_once_when_its_request_meets_it_on_another_thread() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 2_000; round++) {
        TestPublisher<Integer> elements = TestPublisher.create();
        Counting counting = new Counting();
        encode(elements.flux(), Integer.class).subscribe(counting);
        counting.request(1);
        elements.next(1);
        Future<?> completes = threads.submit(elements::complete);
        Future<?> requests = threads.submit(() -> counting.request(1));
        completes.get();
        requests.get();
        assertThat(counting.buffers).hasValue(2);
        assertThat(counting.ends.getCount()).isZero();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void another_charset_is_not_supported() {
    assertThatThrownBy(() -> codec.encodeStream(
            Flux.just(1), Integer.class, MediaType.parse("application/json; charset=iso-8859-1")))
        .isInstanceOf(UnsupportedMediaTypeException.class);
  }

  @Test
  void bytes_are_left_to_others() {
    assertThat(codec.canWriteStream(Item.class, MediaType.JSON)).isTrue();
    assertThat(codec.canWriteStream(Item.class, MediaType.NDJSON)).isTrue();
    assertThat(codec.canWriteStream(byte[].class, MediaType.JSON)).isFalse();
    assertThat(codec.canWriteStream(ByteBuffer.class, MediaType.NDJSON)).isFalse();
    assertThat(codec.canWriteStream(Item.class, MediaType.EVENT_STREAM)).isFalse();
    assertThat(codec.streamMediaTypes()).containsExactly(MediaType.JSON, MediaType.NDJSON);
  }

  private Flux<ByteBuffer> encode(Flux<?> elements, Type type) {
    return codec.encodeStream(elements, type, MediaType.JSON);
  }

  private Flux<ByteBuffer> lines(Flux<?> elements, Type type) {
    return codec.encodeStream(elements, type, MediaType.NDJSON);
  }

  private static String whole(Flux<ByteBuffer> bytes) {
    return String.join("", bytes.map(EncodeStreamTest::text).collectList().block());
  }

  private static String text(ByteBuffer buffer) {
    return StandardCharsets.UTF_8.decode(buffer.duplicate()).toString();
  }

  private static final class Counting extends BaseSubscriber<ByteBuffer> {
    final AtomicInteger buffers = new AtomicInteger();
    final CountDownLatch ends = new CountDownLatch(1);

    @Override
    protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {}

    @Override
    protected void hookOnNext(ByteBuffer buffer) {
      buffers.incrementAndGet();
    }

    @Override
    protected void hookFinally(SignalType type) {
      ends.countDown();
    }
  }
}
