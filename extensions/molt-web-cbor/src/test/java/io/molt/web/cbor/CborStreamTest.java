package io.molt.web.cbor;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.codec.Codec;
import io.molt.web.codec.DecodingException;
import io.molt.web.codec.EncodingException;
import io.molt.web.codec.MediaType;
import io.molt.web.json.JsonLimits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Sequences (RFC 8742) and arrays, element by element. */
class CborStreamTest {
  record Item(String name, int size) {}

  record Unwritable(int size) {
    @SuppressWarnings("unused") // written as a member, or not
    public int getHalf() {
      throw new IllegalStateException("no half");
    }
  }

  private static final MediaType ARRAY = MediaType.of("application", "cbor");
  private static final MediaType SEQUENCE = MediaType.of("application", "cbor-seq");
  private static final HexFormat HEX = HexFormat.of();

  private final Codec codec = CborCodec.create();

  @Test
  void a_sequence_is_its_items_one_after_the_other() {
    codec
        .encodeStream(Flux.just(1, "a", List.of(2)), Object.class, SEQUENCE)
        .map(CborStreamTest::hex)
        .as(StepVerifier::create)
        .expectNext("01", "6161", "8102")
        .verifyComplete();
  }

  @Test
  void an_array_has_no_length_and_ends_with_a_break() {
    codec
        .encodeStream(Flux.just(1, 2), Object.class, ARRAY)
        .map(CborStreamTest::hex)
        .as(StepVerifier::create)
        .expectNext("9f01", "02", "ff")
        .verifyComplete();
  }

  @Test
  void no_elements_are_an_empty_array_or_nothing() {
    codec
        .encodeStream(Flux.empty(), Object.class, ARRAY)
        .map(CborStreamTest::hex)
        .as(StepVerifier::create)
        .expectNext("80")
        .verifyComplete();
    codec
        .encodeStream(Flux.empty(), Object.class, SEQUENCE)
        .as(StepVerifier::create)
        .verifyComplete();
  }

  @Test
  void each_subscriber_gets_an_array_of_its_own() {
    Flux<String> array =
        codec.encodeStream(Flux.just(1), Object.class, ARRAY).map(CborStreamTest::hex);

    array.as(StepVerifier::create).expectNext("9f01", "ff").verifyComplete();
    array.as(StepVerifier::create).expectNext("9f01", "ff").verifyComplete();
  }

  @Test
  void elements_are_asked_for_as_bytes_are() {
    AtomicLong asked = new AtomicLong();
    Flux<Integer> elements = Flux.range(0, 100).doOnRequest(asked::addAndGet);

    StepVerifier.create(codec.encodeStream(elements, Object.class, ARRAY), 3)
        .expectNextCount(3)
        .thenCancel()
        .verify();

    assertThat(asked).hasValue(3);
  }

  @Test
  void an_element_that_cannot_be_written_ends_the_stream_after_those_before_it() {
    codec
        .encodeStream(Flux.just(1, new Unwritable(2)), Object.class, SEQUENCE)
        .as(StepVerifier::create)
        .expectNextCount(1)
        .verifyError(EncodingException.class);
  }

  @Test
  void elements_come_back_however_the_bytes_are_cut() {
    List<Item> items = IntStream.range(0, 20)
        .mapToObj(i -> new Item("x".repeat(i * 17), i * 1000))
        .toList();
    for (MediaType type : List.of(ARRAY, SEQUENCE)) {
      byte[] bytes = join(codec.encodeStream(Flux.fromIterable(items), Item.class, type));
      for (int size : new int[] {1, 2, 3, 7, 64, 1000, bytes.length}) {
        assertThat(decode(cut(bytes, size), Item.class, type).collectList().block())
            .as("%s in pieces of %d", type, size)
            .isEqualTo(items);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        // spotless:off
        "80                         | []",
        "9fff                       | []",
        "83010203                   | [1, 2, 3]",
        "9f010203ff                 | [1, 2, 3]",
        "98020102                   | [1, 2]",
        "9b00000000000000020102     | [1, 2]",
        "d9d9f7820102               | [1, 2]",
        "8281018102                 | [[1], [2]]",
        "829f01ff9f02ff             | [[1], [2]]",
        "82bf616101ffa0             | [{a=1}, {}]",
        "827f61616162ff60           | [ab, _]",
        "82c11a514b67b001           | [1363896240, 1]",
        "81f5                       | [true]",
        "82fb3ff199999999999a1818   | [1.1, 24]",
        // spotless:on
      })
  void arrays_of_every_shape_are_read(String hex, String elements) {
    for (int size : new int[] {1, 2, 100}) {
      assertThat(decode(cut(HEX.parseHex(hex), size), Object.class, ARRAY)
              .collectList()
              .block())
          .hasToString(elements.replace("_", ""));
    }
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        // spotless:off
        "cbor     | ''           | the content is empty (expected: a CBOR array)",
        "cbor     | 01           | expected an array",
        "cbor     | a0           | expected an array",
        "cbor     | ff           | expected an array",
        "cbor     | 82           | the CBOR ends too early",
        "cbor     | 8201         | the CBOR ends too early",
        "cbor     | 9f01         | the CBOR ends too early",
        "cbor     | 9f0161       | the CBOR ends too early",
        "cbor     | 8000         | content after the end of the CBOR",
        "cbor     | 9fff00       | content after the end of the CBOR",
        "cbor     | 82011c       | the CBOR is malformed",
        "cbor     | 8201ff       | the CBOR is malformed",
        "cbor     | 8281ff       | the CBOR is malformed",
        "cbor     | 9bffffffffffffffff | the CBOR is malformed",
        "cbor-seq | 01ff         | the CBOR is malformed",
        "cbor-seq | 0161         | the CBOR ends too early",
        "cbor-seq | 9f01         | the CBOR ends too early",
        "cbor-seq | 011c         | the CBOR is malformed",
        "cbor-seq | 01bbffffffffffffffff | the CBOR is malformed",
        "cbor-seq | 015f         | the CBOR ends too early",
        "cbor-seq | 01c1         | the CBOR ends too early",
        // spotless:on
      })
  void what_is_wrong_comes_after_the_elements_before_it(
      String subtype, String hex, String message) {
    MediaType type = MediaType.of("application", subtype);
    for (int size : new int[] {1, 2, 100}) {
      StepVerifier.create(decode(cut(HEX.parseHex(hex), size), Object.class, type)
              .doOnNext(element -> assertThat(element).isEqualTo(1))
              .ignoreElements())
          .verifyErrorSatisfies(
              error -> assertThat(error).isInstanceOf(DecodingException.class).hasMessage(message));
    }
  }

  @Test
  void an_element_of_the_wrong_type_is_pointed_at() {
    byte[] array = join(codec.encodeStream(
        Flux.just(Map.of("name", "a", "size", 1), Map.of("name", "b", "size", "x")),
        Object.class,
        ARRAY));

    decode(cut(array, 4), Item.class, ARRAY)
        .as(StepVerifier::create)
        .expectNext(new Item("a", 1))
        .verifyErrorSatisfies(error ->
            assertThat(((DecodingException) error).position()).containsEntry("pointer", "/1/size"));
  }

  @Test
  void an_element_that_is_too_long_is_refused_before_it_is_there() {
    Codec small = CborCodec.create(JsonLimits.DEFAULT.withElement(100));
    // One byte, then a string that claims a gigabyte and never ends.
    Flux<ByteBuffer> endless = Flux.concat(
        Flux.just(ByteBuffer.wrap(HEX.parseHex("015a40000000"))),
        Flux.<ByteBuffer>generate(sink -> sink.next(ByteBuffer.wrap(new byte[16]))));

    small
        .decodeStream(endless, Object.class, SEQUENCE)
        .as(StepVerifier::create)
        .expectNext(1)
        .verifyErrorSatisfies(error -> assertThat(error)
            .hasMessage("element too long (expected: at most 100 bytes)")
            .isInstanceOfSatisfying(
                DecodingException.class,
                refusal -> assertThat(refusal.position()).isEqualTo(Map.of("offset", 1L))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"81", "9f", "a101", "bf01", "c1"})
  void nesting_without_end_is_refused(String level) {
    Flux<ByteBuffer> endless = Flux.<ByteBuffer>generate(
            sink -> sink.next(ByteBuffer.wrap(HEX.parseHex(level))))
        .take(1_000_000);

    endless
        .as(bytes -> codec.decodeStream(bytes, Object.class, SEQUENCE))
        .as(StepVerifier::create)
        .verifyError(DecodingException.class);
  }

  @Test
  void bytes_are_asked_for_as_elements_are() {
    AtomicLong asked = new AtomicLong();
    Flux<ByteBuffer> bytes = Flux.range(0, 100)
        .map(i -> ByteBuffer.wrap(new byte[] {1, 2}))
        .doOnRequest(asked::addAndGet);

    StepVerifier.create(codec.decodeStream(bytes, Integer.class, SEQUENCE), 3)
        .expectNext(1, 2, 1)
        .thenCancel()
        .verify();

    assertThat(asked.get()).isLessThanOrEqualTo(3);
  }

  @Test
  void bytes_at_random_are_elements_or_an_error_and_nothing_else() {
    Random random = new Random(8742);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      MediaType type = random.nextBoolean() ? ARRAY : SEQUENCE;
      List<Throwable> errors = new ArrayList<>();
      decode(cut(bytes, 1 + random.nextInt(8)), Object.class, type)
          .onErrorResume(error -> {
            errors.add(error);
            return Flux.empty();
          })
          .blockLast();
      assertThat(errors).as(HEX.formatHex(bytes)).allMatch(DecodingException.class::isInstance);
    }
  }

  private Flux<Object> decode(Flux<ByteBuffer> bytes, Class<?> type, MediaType mediaType) {
    return codec.decodeStream(bytes, type, mediaType);
  }

  private static Flux<ByteBuffer> cut(byte[] bytes, int size) {
    List<ByteBuffer> pieces = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += size) {
      int length = Math.min(size, bytes.length - at);
      pieces.add(ByteBuffer.wrap(bytes, at, length).slice().asReadOnlyBuffer());
    }
    return Flux.fromIterable(pieces);
  }

  private static byte[] join(Flux<ByteBuffer> buffers) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    buffers.doOnNext(buffer -> all.writeBytes(bytes(buffer))).blockLast();
    return all.toByteArray();
  }

  private static String hex(ByteBuffer buffer) {
    return HEX.formatHex(bytes(buffer));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
