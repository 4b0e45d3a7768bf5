package io.molt.web.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.codec.Codec;
import io.molt.web.codec.DecodingException;
import io.molt.web.codec.MediaType;
import io.molt.web.codec.TypeRef;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/** Streams of random documents, cut at random, asked for at random, against the whole document read at once. */
class DecodeStreamPropertyTest {
  private static final Type LIST = new TypeRef<List<Object>>() {}.type();
  private static final int ROUNDS = 3_000;

  private final Codec codec = JsonCodec.create();

  @Test
  void a_streamed_array_is_the_whole_array() {
    Random random = new Random(1);
    for (int round = 0; round < ROUNDS; round++) {
      String document = space(random) + array(random, 0, 0) + space(random);
      assertThat(streamed(random, document, MediaType.JSON))
          .as(document)
          .isEqualTo(codec.decode(utf8(document), LIST, MediaType.JSON));
    }
  }

  @Test
  void streamed_lines_are_the_whole_of_each_line() {
    Random random = new Random(2);
    for (int round = 0; round < ROUNDS; round++) {
      List<String> lines = new ArrayList<>();
      for (int n = random.nextInt(6); n > 0; n--) {
        lines.add(value(random, 0, 1).replace("\n", " "));
      }
      String document = String.join(random.nextBoolean() ? "\n" : "\r\n \n", lines);
      assertThat(streamed(random, document, MediaType.NDJSON))
          .as(document)
          .isEqualTo(lines.stream().map(this::whole).toList());
    }
  }

  @Test
  void a_damaged_array_fails_streamed_exactly_if_it_fails_whole() {
    Random random = new Random(3);
    int failed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String document = damaged(random, array(random, 0, 0));
      boolean fails = failsWhole(document);
      failed += fails ? 1 : 0;
      assertThat(failsStreamed(random, document)).as(document).isEqualTo(fails);
    }
    assertThat(failed).isGreaterThan(ROUNDS / 2);
  }

  private boolean failsWhole(String document) {
    try {
      // A null element is no value of a stream, so it counts as a failure of the whole, too.
      return ((List<?>) codec.decode(utf8(document), LIST, MediaType.JSON)).contains(null);
    } catch (DecodingException failure) {
      return true;
    }
  }

  private boolean failsStreamed(Random random, String document) {
    try {
      streamed(random, document, MediaType.JSON);
      return false;
    } catch (DecodingException failure) {
      return true;
    }
  }

  private Object whole(String document) {
    return codec.decode(utf8(document), Object.class, MediaType.JSON);
  }

  private List<Object> streamed(Random random, String document, MediaType mediaType) {
    Asking asking = new Asking(random);
    codec.decodeStream(cut(random, utf8(document)), Object.class, mediaType).subscribe(asking);
    return asking.result();
  }

  private static Flux<ByteBuffer> cut(Random random, byte[] bytes) {
    int largest = 1 + random.nextInt(bytes.length + 1);
    List<ByteBuffer> buffers = new ArrayList<>();
    for (int at = 0; at < bytes.length; ) {
      int end = Math.min(bytes.length, at + random.nextInt(largest + 1));
      buffers.add(ByteBuffer.wrap(Arrays.copyOfRange(bytes, at, end)));
      at = end;
    }
    return Flux.fromIterable(buffers);
  }

  private static String damaged(Random random, String document) {
    int at = random.nextInt(document.length());
    String junk =
        random.nextBoolean() ? "" : String.valueOf("[]{},:\"\\ 1n\n".charAt(random.nextInt(12)));
    return document.substring(0, at) + junk + document.substring(at + random.nextInt(2));
  }

  private static String value(Random random, int depth, int lowest) {
    return switch (lowest + random.nextInt(depth > 3 ? 5 : 7)) {
      case 0, 1 -> string(random);
      case 2 -> String.valueOf(random.nextInt());
      case 3 -> String.valueOf(random.nextDouble() * 1e9);
      case 4 -> String.valueOf(random.nextBoolean());
      case 5 -> depth > 3 ? "7" : array(random, depth + 1, 0);
      default -> depth > 3 ? "{}" : object(random, depth + 1);
    };
  }

  private static String array(Random random, int depth, int lowest) {
    List<String> values = new ArrayList<>();
    for (int n = random.nextInt(5); n > 0; n--) {
      values.add(space(random) + value(random, depth, lowest) + space(random));
    }
    return "[" + String.join(",", values) + "]";
  }

  private static String object(Random random, int depth) {
    List<String> members = new ArrayList<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      // The number keeps names apart.
      String name = string(random).replaceFirst("\"", "\"" + n);
      members.add(
          space(random) + name + space(random) + ":" + space(random) + value(random, depth, 0));
    }
    return "{" + String.join(",", members) + space(random) + "}";
  }

  private static String string(Random random) {
    List<String> parts = List.of(
        "a", "ä", "€", "\\\"", "\\\\", "[", "]", "{", "}", ",", ":", "\\n", "\\u00e4", " ", "😀",
        "");
    return random
        .ints(random.nextInt(6), 0, parts.size())
        .mapToObj(parts::get)
        .collect(Collectors.joining("", "\"", "\""));
  }

  private static String space(Random random) {
    return List.of("", "", "", " ", "\n", "\t ", "\r\n").get(random.nextInt(7));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Asks for one to three elements at a time and insists that no more come. */
  private static final class Asking extends BaseSubscriber<Object> {
    private final List<Object> elements = new ArrayList<>();
    private final Random random;
    private long open;
    private boolean complete;
    private RuntimeException failure;

    Asking(Random random) {
      this.random = random;
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      ask();
    }

    @Override
    protected void hookOnNext(Object element) {
      assertThat(--open).isNotNegative();
      elements.add(element);
      if (open == 0) {
        ask();
      }
    }

    @Override
    protected void hookOnComplete() {
      complete = true;
    }

    @Override
    protected void hookOnError(Throwable error) {
      failure = (RuntimeException) error;
    }

    private void ask() {
      open = 1 + random.nextInt(3);
      request(open);
    }

    List<Object> result() {
      if (failure != null) {
        throw failure;
      }
      assertThat(complete).isTrue();
      return elements;
    }
  }
}
