package io.molt.web.form;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Parts of content whose pieces are lent: the memory is used again as soon as each call returns. */
class PartStreamTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void content_that_is_kept_is_not_what_was_lent() {
    Random random = new Random(5);
    for (int run = 0; run < 200; run++) {
      String value = text(random, 5000);

      assertThat(read(
              value, random, false, part -> part.chunks().collectList().map(PartStreamTest::join)))
          .containsExactly(value, "", value);
    }
  }

  @Test
  void content_read_on_another_thread_piece_by_piece_is_whole() {
    Random random = new Random(6);
    for (int run = 0; run < 200; run++) {
      String value = text(random, 5000);

      assertThat(read(
              value,
              random,
              true,
              part -> part.chunks()
                  .publishOn(Schedulers.boundedElastic(), 1)
                  .collectList()
                  .map(PartStreamTest::join)))
          .containsExactly(value, "", value);
    }
  }

  @Test
  void content_read_whole_is_taken_from_what_was_lent() {
    Random random = new Random(7);
    for (int run = 0; run < 200; run++) {
      String value = text(random, 5000);

      assertThat(read(
              value,
              random,
              run % 2 == 0,
              part -> part.bytes().map(bytes -> new String(bytes, ISO_8859_1))))
          .containsExactly(value, "", value);
    }
  }

  @Test
  void parts_that_are_read_in_part_or_not_at_all_are_skipped() {
    Random random = new Random(8);
    for (int run = 0; run < 200; run++) {
      AtomicInteger number = new AtomicInteger();
      String value = "x" + text(random, 5000);

      assertThat(read(
              value,
              random,
              run % 2 == 0,
              part -> number.incrementAndGet() == 2
                  ? Mono.just("second")
                  : part.chunks().next().map(chunk -> "" + (char) chunk.get(0))))
          .containsExactly("x", "second", "x");
    }
  }

  @Test
  void million_parts_are_read_one_after_the_other() {
    byte[] parts = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n"
        .repeat(1000)
        .getBytes(ISO_8859_1);
    Flux<ByteBuffer> content = Flux.range(0, 1000)
        .map(i -> ByteBuffer.wrap(parts))
        .concatWithValues(ByteBuffer.wrap("--b--".getBytes(ISO_8859_1)));
    FormOptions options = FormOptions.defaults()
        .withMaxParts(1_000_000)
        .withMaxFields(1_000_000)
        .withMaxTotal(Long.MAX_VALUE);

    assertThat(FormDecoder.multipart(content, -1, "b", options, new NoRequest(), Part::bytes)
            .count()
            .block(PATIENCE))
        .isEqualTo(1_000_000);
  }

  private static List<String> read(
      String value, Random random, boolean elsewhere, Function<Part, Publisher<String>> reader) {
    String head = "\r\n--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n";
    byte[] content = (head + value + head + head + value + "\r\n--b--").getBytes(ISO_8859_1);
    Scheduler scheduler = elsewhere ? Schedulers.boundedElastic() : Schedulers.immediate();
    return FormDecoder.multipart(
            new Lender(content, new Random(random.nextLong()), scheduler),
            -1,
            "b",
            FormOptions.defaults(),
            new NoRequest(),
            reader)
        .collectList()
        .block(PATIENCE);
  }

  private static String text(Random random, int longest) {
    StringBuilder out = new StringBuilder();
    int length = random.nextInt(longest);
    while (out.length() < length) {
      out.append("\r\n-xyzzyxyzzy".charAt(random.nextInt(13)));
    }
    return out.toString();
  }

  private static String join(List<ByteBuffer> chunks) {
    StringBuilder out = new StringBuilder();
    chunks.forEach(chunk -> out.append(ISO_8859_1.decode(chunk)));
    return out.toString();
  }

  private record NoRequest() implements FormScope {
    @Override
    public <T> Mono<T> blocking(Callable<? extends T> work) {
      return Mono.fromCallable(work);
    }

    @Override
    public void afterwards(Runnable work) {
      work.run();
    }

    @Override
    public Mono<?> ended() {
      return Mono.never();
    }

    @Override
    public void hold(int bytes) {
      // There is room for all of it.
    }

    @Override
    public void give(int bytes) {
      // None of it was counted.
    }
  }

  /** Content in pieces of any size, each in the same memory, one for each that is asked for. */
  private static final class Lender extends Flux<ByteBuffer> {
    private final byte[] content;
    private final Random random;
    private final Scheduler scheduler;

    Lender(byte[] content, Random random, Scheduler scheduler) {
      this.content = content;
      this.random = random;
      this.scheduler = scheduler;
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuffer> reader) {
      byte[] memory = new byte[content.length];
      reader.onSubscribe(new Subscription() {
        private int at;
        private boolean ended;

        @Override
        public void request(long n) {
          scheduler.schedule(this::lend);
        }

        @Override
        public void cancel() {
          // What is left is not lent, since it is not asked for.
        }

        private synchronized void lend() {
          int count = Math.min(content.length - at, 1 + random.nextInt(700));
          System.arraycopy(content, at, memory, 0, count);
          at += count;
          if (count > 0) {
            reader.onNext(ByteBuffer.wrap(memory, 0, count).asReadOnlyBuffer());
            Arrays.fill(memory, (byte) '!');
          }
          if (at == content.length && !ended) {
            ended = true;
            reader.onComplete();
          }
        }
      });
    }
  }
}
