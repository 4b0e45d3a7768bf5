package io.molt.web.form;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Multipart content as parts, one at a time: the next one comes when the one before has been {@linkplain Part#release
 * released}. Pieces of the source are asked for one by one, as the reader of a part asks for its content, and may be
 * lent: what cannot be handed on in the call that brings it is copied.
 */
final class PartStream extends Flux<Part> {
  private final Publisher<ByteBuffer> source;
  private final byte[] delimiter;
  private final FormRun run;

  PartStream(Publisher<ByteBuffer> source, byte[] delimiter, FormRun run) {
    this.source = source;
    this.delimiter = delimiter;
    this.run = run;
  }

  @Override
  public void subscribe(CoreSubscriber<? super Part> subscriber) {
    source.subscribe(new Reading(subscriber, delimiter, run));
  }

  private static final class Reading implements CoreSubscriber<ByteBuffer>, Subscription, Runnable {
    private static final AtomicIntegerFieldUpdater<Reading> WORK =
        AtomicIntegerFieldUpdater.newUpdater(Reading.class, "work");
    private static final AtomicLongFieldUpdater<Reading> REQUESTED =
        AtomicLongFieldUpdater.newUpdater(Reading.class, "requested");
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final CoreSubscriber<? super Part> subscriber;
    private final PartParser parser;
    private final FormRun run;
    private Subscription source = Operators.emptySubscription();
    private volatile int work;
    private volatile long requested;
    private volatile boolean cancelled;
    // Of the source: what came while another thread was at work, and how it ended.
    private volatile @Nullable ByteBuffer arrived;
    private volatile boolean complete;
    private volatile @Nullable Throwable failure;
    // The rest belongs to the thread at work.
    private ByteBuffer piece = NOTHING;
    private boolean lent;
    private boolean asked;
    private boolean done;
    private @Nullable PartHead head;
    private @Nullable PartHead partHead;
    private @Nullable PartContent part;
    private boolean partEnded;
    private long partSize;
    private long total;

    Reading(CoreSubscriber<? super Part> subscriber, byte[] delimiter, FormRun run) {
      this.subscriber = subscriber;
      this.parser = new PartParser(delimiter, run.options());
      this.run = run;
    }

    @Override
    public Context currentContext() {
      return subscriber.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      source = subscription;
      subscriber.onSubscribe(this);
    }

    @Override
    public void onNext(ByteBuffer next) {
      if (WORK.compareAndSet(this, 0, 1)) {
        take(next, true);
        work();
      } else {
        arrived = PartContent.copy(next);
        run();
      }
    }

    @Override
    public void onError(Throwable error) {
      failure = error;
      run();
    }

    @Override
    public void onComplete() {
      complete = true;
      run();
    }

    @Override
    public void request(long n) {
      if (n <= 0) {
        failure = new IllegalArgumentException("demand: " + n + " (expected: > 0)");
        source.cancel();
      } else {
        Operators.addCap(REQUESTED, this, n);
      }
      run();
    }

    @Override
    public void cancel() {
      cancelled = true;
      source.cancel();
      run();
    }

    /** Does what can be done, unless a thread is at work that will do it. */
    @Override
    public void run() {
      if (WORK.getAndIncrement(this) == 0) {
        work();
      }
    }

    private void work() {
      int missed = 1;
      do {
        try {
          advance();
        } catch (Throwable thrown) {
          Exceptions.throwIfJvmFatal(thrown);
          failure = thrown;
          source.cancel();
          // So that what became of it is told.
          WORK.getAndIncrement(this);
        }
        keep();
        missed = WORK.addAndGet(this, -missed);
      } while (missed != 0);
    }

    /** Keeps what is left of a piece that was lent. */
    private void keep() {
      if (lent && piece.hasRemaining() && !done) {
        piece = PartContent.copy(piece);
      } else if (lent) {
        piece = NOTHING;
      }
      lent = false;
    }

    private void advance() {
      while (!done && !cancelled && (part == null ? betweenParts() : withinPart(part))) {
        // Each of the two does one thing and tells whether there may be more to do.
      }
      if (cancelled) {
        drop();
      }
    }

    /** Returns whether something came of it. */
    private boolean betweenParts() {
      Throwable failed = failure;
      if (failed != null) {
        done = true;
        subscriber.onError(failed);
        return false;
      }
      PartHead next = head;
      return next == null ? read(null) : requested > 0 && give(next);
    }

    private boolean give(PartHead next) {
      PartContent content = new PartContent(this, next.name());
      head = null;
      partHead = next;
      part = content;
      partEnded = false;
      partSize = 0;
      Operators.produced(REQUESTED, this, 1);
      subscriber.onNext(new Part(next, content, run));
      return true;
    }

    /** Returns whether something came of it. */
    private boolean withinPart(PartContent content) {
      if (content.isOver()) {
        boolean closed = content.close();
        part = closed ? null : content;
        return closed;
      }
      Throwable failed = failure;
      if (failed != null) {
        content.fail(failed);
        return content.isOver();
      }
      if (partEnded) {
        content.complete();
        return content.isOver();
      }
      return !content.refuse() && content.isWanted() && read(content);
    }

    /** Reads on; returns whether anything was found. */
    private boolean read(@Nullable PartContent content) {
      PartParser.Step step = parser.next(piece);
      switch (step) {
        case MORE -> {
          return refill();
        }
        case HEAD -> head = parser.head();
        case CONTENT -> content(content, parser.content());
        case END -> partEnded = true;
      }
      return true;
    }

    private void content(@Nullable PartContent content, ByteBuffer found) {
      PartHead of = partHead;
      partSize += found.remaining();
      if (content != null && of != null) {
        run.checkSize(of, partSize);
        content.next(found, lent);
      }
    }

    /** Returns whether there is another piece, or none will ever come. */
    private boolean refill() {
      ByteBuffer next = arrived;
      if (next != null) {
        arrived = null;
        take(next, false);
        return true;
      }
      if (complete) {
        finish();
        return !done;
      }
      if (asked) {
        return false;
      }
      asked = true;
      source.request(1);
      return arrived != null || complete || failure != null;
    }

    private void take(ByteBuffer next, boolean onLoan) {
      asked = false;
      piece = next;
      lent = onLoan;
      total += next.remaining();
      if (total > run.options().maxTotal()) {
        failure = run.tooLarge();
        source.cancel();
        piece = NOTHING;
      }
    }

    private void finish() {
      parser.finish();
      done = true;
      subscriber.onComplete();
    }

    private void drop() {
      PartContent current = part;
      done = true;
      piece = NOTHING;
      arrived = null;
      if (current != null && current.close()) {
        part = null;
      }
    }
  }
}
