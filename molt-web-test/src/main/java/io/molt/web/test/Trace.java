package io.molt.web.test;

import io.molt.web.http.Body;
import io.molt.web.http.Outcome;
import io.molt.web.http.RequestContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** What became of one request inside the app; written by {@link Watch} on the app's threads. */
final class Trace {
  /** How far the content of the request was read. */
  enum Reading {
    NOT_AT_ALL,
    IN_PART,
    TO_ITS_END
  }

  private final CountDownLatch subscribed = new CountDownLatch(1);
  private final CountDownLatch streaming = new CountDownLatch(1);
  private final CountDownLatch told = new CountDownLatch(1);
  private volatile @Nullable RequestContext context;
  private volatile @Nullable Thread caller;
  private volatile boolean streams;
  private volatile Reading reading = Reading.NOT_AT_ALL;

  void onReached(RequestContext reached) {
    caller = Thread.currentThread();
    context = reached;
  }

  void onReturned() {
    caller = null;
  }

  void onSubscribed() {
    subscribed.countDown();
  }

  /** Takes note that all observers have been told how the request ended. */
  void onTold() {
    told.countDown();
  }

  void onStream() {
    streams = true;
  }

  void onStreaming() {
    streaming.countDown();
  }

  /** Returns the same content, which tells here how far it was read. */
  Body watched(Body body) {
    if (body instanceof Body.Empty) {
      return body;
    }
    // A stream even where all is there: only a stream can tell that it was read, and it is read
    // once, as any body that
    // does not arrive in one piece.
    Flux<ByteBuffer> chunks = body.chunks()
        .doOnSubscribe(subscription -> reading = Reading.IN_PART)
        .doOnTerminate(() -> reading = Reading.TO_ITS_END)
        .doOnCancel(() -> reading = Reading.TO_ITS_END);
    return body.length() < 0 ? Body.stream(chunks) : Body.stream(chunks, body.length());
  }

  Reading reading() {
    return reading;
  }

  boolean isReached() {
    return context != null;
  }

  /** Returns the pattern of the matched route. */
  Optional<String> pattern() {
    RequestContext reached = context;
    return reached == null ? Optional.empty() : reached.pattern();
  }

  /** Returns the exception that the app answered with a 5xx, or null if there was none. */
  @Nullable Throwable failure() {
    RequestContext reached = context;
    return reached == null ? null : reached.failure().orElse(null);
  }

  /** Returns the thread that is still inside the handler, or null if there is none. */
  @Nullable Thread caller() {
    return caller;
  }

  /**
   * Returns how the request ended, waiting for it and for observers to be told; empty if it has not, or never reached the
   * app.
   */
  Optional<Outcome> outcome(Duration limit) {
    RequestContext reached = context;
    if (reached == null) {
      return Optional.empty();
    }
    try {
      Outcome outcome = reached.ended().toFuture().get(limit.toNanos(), TimeUnit.NANOSECONDS);
      awaitTold(limit);
      return Optional.of(outcome);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (TimeoutException | ExecutionException stillRunning) {
      return Optional.empty();
    }
  }

  /** Waits until all observers have been told; returns whether they have. */
  boolean awaitTold(Duration limit) {
    return await(told, limit);
  }

  boolean awaitSubscribed(Duration limit) {
    return await(subscribed, limit);
  }

  /** Waits until the response's stream, if it has one, has been subscribed to. */
  boolean awaitStreaming(Duration limit) {
    return !streams || await(streaming, limit);
  }

  private static boolean await(CountDownLatch latch, Duration limit) {
    try {
      return latch.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
