package io.molt.web.middleware;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.molt.web.coding.Coder;
import io.molt.web.coding.CodingException;
import io.molt.web.coding.ContentCoding;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** How content passes through a coder: by demand, piece by piece, and closed whatever happens. */
class TranscodingTest {
  private final AtomicInteger open = new AtomicInteger();

  @Test
  void nothing_is_asked_for_before_somebody_asks() {
    AtomicLong asked = new AtomicLong();
    Reader reader = new Reader();
    compressed(numbers().doOnRequest(asked::addAndGet), true).subscribe(reader);

    assertThat(asked).hasValue(0);
    reader.request(1);
    assertThat(asked).hasValue(1);
    reader.request(3);
    assertThat(asked).hasValue(4);
    assertThat(reader.pieces).isEqualTo(4);
    reader.cancel();
    assertThat(open).hasValue(0);
  }

  @Test
  void as_much_is_asked_for_as_makes_one_piece() {
    AtomicLong asked = new AtomicLong();
    Reader reader = new Reader();
    compressed(numbers().doOnRequest(asked::addAndGet), false).subscribe(reader);

    reader.request(1);
    assertThat(reader.pieces).isEqualTo(1);
    long first = asked.get();
    assertThat(first).isGreaterThan(100);
    reader.request(1);
    assertThat(asked.get()).isLessThan(3 * first);
    reader.cancel();
  }

  @Test
  void elements_can_be_read_as_soon_as_they_are_sent() throws IOException {
    Sinks.Many<ByteBuffer> source = Sinks.many().unicast().onBackpressureBuffer();
    Reader reader = new Reader();
    compressed(source.asFlux(), true).subscribe(reader);
    reader.request(Long.MAX_VALUE);

    source.tryEmitNext(bytes("one\n"));
    assertThat(reader.text()).isEqualTo("one\n");
    source.tryEmitNext(bytes("two\n"));
    assertThat(reader.text()).isEqualTo("one\ntwo\n");
    source.tryEmitComplete();
    assertThat(reader.ended).isTrue();
    assertThat(open).hasValue(0);
  }

  @Test
  void failure_of_the_source_comes_behind_what_was_flushed() throws IOException {
    Flux<ByteBuffer> source =
        Flux.just(bytes("one\n")).concatWith(Flux.error(new IllegalStateException("half-way")));
    Reader reader = new Reader();
    compressed(source, true).subscribe(reader);
    reader.request(Long.MAX_VALUE);

    assertThat(reader.text()).isEqualTo("one\n");
    assertThat(reader.failure).hasMessage("half-way");
    assertThat(open).hasValue(0);
  }

  @Test
  void malformed_content_cancels_its_source() {
    AtomicInteger cancelled = new AtomicInteger();
    Flux<ByteBuffer> source =
        Flux.just(bytes("no gzip")).concatWith(Flux.never()).doOnCancel(cancelled::incrementAndGet);
    Reader reader = new Reader();
    new Transcoding(source, () -> watched(ContentCoding.gzip().decompressor()), false)
        .subscribe(reader);
    reader.request(1);

    assertThat(reader.failure).isInstanceOf(CodingException.class);
    assertThat(cancelled).hasValue(1);
    assertThat(open).hasValue(0);
  }

  @Test
  void coder_that_cannot_be_made_is_a_failure() {
    Flux<ByteBuffer> content = new Transcoding(
        numbers(),
        () -> {
          throw new IllegalStateException("no memory");
        },
        false);

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(content::blockFirst)
        .withMessage("no memory");
  }

  @Test
  void empty_content_is_compressed_to_something() throws IOException {
    Reader reader = new Reader();
    compressed(Flux.empty(), false).subscribe(reader);
    reader.request(1);

    assertThat(reader.text()).isEmpty();
    assertThat(reader.out.size()).isPositive();
    assertThat(open).hasValue(0);
  }

  @Test
  void completion_needs_no_demand() {
    byte[] gzip = ContentCoding.gzip().compress("x".getBytes(UTF_8));
    Reader reader = new Reader();
    new Transcoding(
            Flux.just(ByteBuffer.wrap(gzip)),
            () -> watched(ContentCoding.gzip().decompressor()),
            false)
        .subscribe(reader);
    reader.request(1);

    assertThat(reader.pieces).isEqualTo(1);
    assertThat(reader.ended).isTrue();
  }

  @Test
  void cancelling_twice_is_cancelling_once() {
    Reader reader = new Reader();
    compressed(numbers(), true).subscribe(reader);
    reader.request(1);
    reader.cancel();
    reader.cancel();

    assertThat(reader.pieces).isEqualTo(1);
    assertThat(open).hasValue(0);
  }

  @Test
  void last_piece_and_end_from_elsewhere_stay_in_their_order() {
    Scheduler elsewhere = Schedulers.newSingle("elsewhere");
    try {
      for (int round = 0; round < 30_000; round++) {
        Pushed source = new Pushed();
        Reader reader = new Reader();
        new Transcoding(Flux.from(source), () -> Coder.compressing(out -> out), true)
            .subscribe(reader);
        elsewhere.schedule(() -> source.pushLast(bytes("last")));
        while (!reader.ended) {
          reader.request(1);
        }
        assertThat(reader.out.toString(UTF_8)).as("round %d", round).isEqualTo("last");
      }
    } finally {
      elsewhere.dispose();
    }
  }

  @Test
  void more_than_was_asked_for_is_a_failure_and_not_lost() {
    AtomicInteger cancelled = new AtomicInteger();
    Pushed source = new Pushed();
    Reader reader = new Reader();
    compressed(Flux.from(source).doOnCancel(cancelled::incrementAndGet), true).subscribe(reader);

    source.push(bytes("one"));
    source.push(bytes("two"));
    source.push(bytes("three"));
    reader.request(Long.MAX_VALUE);

    assertThat(reader.failure)
        .hasMessage("content: more pieces than asked for (expected: at most what was requested)");
    assertThat(cancelled).hasValue(1);
    assertThat(open).hasValue(0);
  }

  @Test
  void publisher_that_throws_fails_the_content_and_closes_the_coder() {
    Publisher<ByteBuffer> throwing = subscriber -> {
      throw new IllegalStateException("no publisher");
    };
    Reader reader = new Reader();
    compressed(Flux.from(throwing), true).subscribe(reader);

    assertThat(reader.failure).hasMessage("no publisher");
    assertThat(open).hasValue(0);
  }

  @Test
  void coder_that_fails_to_close_does_not_spoil_a_cancellation() {
    Coder.Compressing failing = out -> new FilterOutputStream(out) {
      @Override
      public void close() throws IOException {
        throw new IOException("cannot be closed");
      }
    };
    Reader reader = new Reader();
    new Transcoding(numbers(), () -> watched(Coder.compressing(failing)), true).subscribe(reader);
    reader.request(1);
    reader.cancel();

    assertThat(reader.pieces).isEqualTo(1);
    assertThat(reader.failure).isNull();
    assertThat(open).hasValue(0);
  }

  @Test
  void cancellation_from_elsewhere_closes_the_coder_once_and_never_while_it_works() {
    Scheduler elsewhere = Schedulers.newSingle("elsewhere");
    try {
      for (int round = 0; round < 200; round++) {
        Reader reader = new Reader();
        compressed(numbers().publishOn(elsewhere, 1), true).subscribe(reader);
        reader.request(Long.MAX_VALUE);
        while (reader.pieces < 3) {
          Thread.onSpinWait();
        }
        reader.cancel();
      }
      long end = System.nanoTime() + 10_000_000_000L;
      while (open.get() != 0 && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      assertThat(open).hasValue(0);
    } finally {
      elsewhere.dispose();
    }
  }

  private Flux<ByteBuffer> compressed(Flux<ByteBuffer> source, boolean flushes) {
    return new Transcoding(source, () -> watched(ContentCoding.gzip().compressor()), flushes);
  }

  /** Returns a coder that fails where it is used after it was closed. */
  private Coder watched(Coder coder) {
    open.incrementAndGet();
    return new CountedCoder(coder, open);
  }

  private static Flux<ByteBuffer> numbers() {
    return Flux.generate(() -> 1L, (state, sink) -> {
      // Digits that do not repeat, so that they take room when compressed.
      sink.next(bytes(Long.toHexString(state * 0x9E3779B97F4A7C15L)));
      return state + 1;
    });
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  /** A source that sends what it is told to, asked for or not. */
  private static final class Pushed implements Publisher<ByteBuffer> {
    private @Nullable Subscriber<? super ByteBuffer> subscriber;

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> reader) {
      subscriber = reader;
      reader.onSubscribe(Operators.emptySubscription());
    }

    void push(ByteBuffer piece) {
      Objects.requireNonNull(subscriber).onNext(piece);
    }

    void pushLast(ByteBuffer piece) {
      push(piece);
      Objects.requireNonNull(subscriber).onComplete();
    }
  }

  private static final class Reader extends BaseSubscriber<ByteBuffer> {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private volatile int pieces;
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      // Asks for nothing by itself.
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread at a time emits
    protected void hookOnNext(ByteBuffer piece) {
      byte[] bytes = new byte[piece.remaining()];
      piece.get(bytes);
      out.writeBytes(bytes);
      pieces++;
    }

    @Override
    protected void hookOnComplete() {
      ended = true;
    }

    @Override
    protected void hookOnError(Throwable error) {
      failure = error;
    }

    /** Returns what can be read of it so far. */
    String text() throws IOException {
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(out.toByteArray()))) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
          for (int octet = in.read(); octet >= 0; octet = in.read()) {
            text.write(octet);
          }
        } catch (EOFException notYet) {
          return text.toString(UTF_8);
        }
        return text.toString(UTF_8);
      }
    }
  }
}
