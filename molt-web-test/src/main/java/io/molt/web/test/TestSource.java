package io.molt.web.test;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A stream with a window in it: a test puts it into the app, or into a request body, and sees who subscribes, how much is
 * asked for, what is sent, and how it ends. Either it shows what goes on in another stream ({@link #of}), or the test
 * itself sends the elements ({@link #create}).
 *
 * <pre>{@code
 * TestSource<String> ticks = TestSource.create();
 * App app = App.create().get("/ticks", request -> Response.ndjson(ticks.flux()));
 * TestStream stream = TestClient.of(app).get("/ticks").stream();
 * stream.cancel();
 * ticks.expectCancelled();
 * }</pre>
 *
 * <p>Counts span all subscriptions. Expectations wait up to five seconds. Safe from any thread.
 *
 * @param <T> the type of the elements
 */
public final class TestSource<T> {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final @Nullable Publisher<T> origin;
  private int subscriptions;
  private int cancellations;
  private int terminations;
  private long requested;
  private long emitted;
  private @Nullable Link current;

  private TestSource(@Nullable Publisher<T> origin) {
    this.origin = origin;
  }

  /** Returns a source that passes another stream on, and shows what goes on in it. */
  public static <T> TestSource<T> of(Publisher<T> origin) {
    return new TestSource<>(origin);
  }

  /** Returns a source whose elements the test sends; it has one subscriber at a time. */
  public static <T> TestSource<T> create() {
    return new TestSource<>(null);
  }

  /** Returns the stream, to be put where it is to be watched. */
  public Flux<T> flux() {
    return new Flux<>() {
      @Override
      public void subscribe(CoreSubscriber<? super T> subscriber) {
        open(subscriber);
      }
    };
  }

  /**
   * Sends an element to the subscriber, waiting until it is asked for.
   *
   * @throws AssertionError if there is no subscriber, or it does not ask for as many
   */
  public TestSource<T> next(T element) {
    Link link = requireSubscriber();
    expect("demand for the next element", () -> emitted < requested, PATIENCE);
    link.onNext(element);
    return this;
  }

  /** Completes the stream. */
  public TestSource<T> complete() {
    requireSubscriber().onComplete();
    return this;
  }

  /** Fails the stream. */
  public TestSource<T> error(Throwable error) {
    requireSubscriber().onError(error);
    return this;
  }

  /** Returns how often it was subscribed to. */
  public synchronized int subscriptions() {
    return subscriptions;
  }

  /** Returns how many elements were asked for; {@code Long.MAX_VALUE} for all. */
  public synchronized long requested() {
    return requested;
  }

  /** Returns how many elements were sent. */
  public synchronized long emitted() {
    return emitted;
  }

  /** Returns whether a subscriber has cancelled. */
  public synchronized boolean isCancelled() {
    return cancellations > 0;
  }

  /** Expects a subscriber, waiting for it. */
  public TestSource<T> expectSubscribed() {
    return expect("a subscriber", () -> subscriptions > 0, PATIENCE);
  }

  /** Expects that a subscriber cancels, waiting for it. */
  public TestSource<T> expectCancelled() {
    return expectCancelled(PATIENCE);
  }

  /** Expects that a subscriber cancels within that time, real time. */
  public TestSource<T> expectCancelled(Duration limit) {
    return expect("cancelled", () -> cancellations > 0, limit);
  }

  /** Expects that it was never cancelled, so far. */
  public TestSource<T> expectNotCancelled() {
    return expect("not cancelled", () -> cancellations == 0, Duration.ZERO);
  }

  /** Expects that exactly so many elements have been asked for in all, waiting until they are. */
  public TestSource<T> expectRequested(long elements) {
    return expect(elements + " asked for", () -> requested == elements, PATIENCE);
  }

  /** Expects that nobody is subscribed any more, whatever the reason, waiting for it. */
  public TestSource<T> expectReleased() {
    return expect(
        "no subscriber left", () -> subscriptions == cancellations + terminations, PATIENCE);
  }

  /** Returns the counts. */
  @Override
  public synchronized String toString() {
    return "source: " + subscriptions + " subscribed, " + requested + " asked for, " + emitted
        + " sent, " + terminations + " ended, " + cancellations + " cancelled";
  }

  private void open(CoreSubscriber<? super T> subscriber) {
    Link link = new Link(subscriber);
    change(() -> {
      subscriptions++;
      current = link;
    });
    if (origin == null) {
      link.onSubscribe(Operators.emptySubscription());
    } else {
      origin.subscribe(link);
    }
  }

  private Link requireSubscriber() {
    expectSubscribed();
    synchronized (this) {
      if (current == null) {
        throw new AssertionFailedError(this + " (expected: a subscriber that is still there)");
      }
      return current;
    }
  }

  private synchronized void change(Runnable change) {
    change.run();
    notifyAll();
  }

  private synchronized TestSource<T> expect(
      String what, BooleanSupplier condition, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      long left = end - System.nanoTime();
      if (left <= 0 || !pause(left)) {
        throw new AssertionFailedError(this + " (expected: " + what + ")");
      }
    }
    return this;
  }

  private synchronized boolean pause(long nanos) {
    try {
      wait(TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** One subscription. */
  private final class Link implements CoreSubscriber<T>, Subscription {
    private final CoreSubscriber<? super T> subscriber;
    private Subscription upstream = Operators.emptySubscription();
    private boolean over;

    Link(CoreSubscriber<? super T> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public Context currentContext() {
      return subscriber.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      upstream = subscription;
      subscriber.onSubscribe(this);
    }

    @Override
    public void onNext(T element) {
      change(() -> emitted++);
      subscriber.onNext(element);
    }

    @Override
    public void onError(Throwable error) {
      if (end(() -> terminations++)) {
        subscriber.onError(error);
      }
    }

    @Override
    public void onComplete() {
      if (end(() -> terminations++)) {
        subscriber.onComplete();
      }
    }

    @Override
    public void request(long count) {
      change(() -> requested = Operators.addCap(requested, count));
      upstream.request(count);
    }

    @Override
    public void cancel() {
      if (end(() -> cancellations++)) {
        upstream.cancel();
      }
    }

    /** Notes the one way in which this ends; a cancellation after the end, which is allowed, is none. */
    private boolean end(Runnable count) {
      boolean[] first = {false};
      change(() -> {
        first[0] = !over;
        over = true;
        if (first[0]) {
          count.run();
          current = current == this ? null : current;
        }
      });
      return first[0];
    }
  }
}
