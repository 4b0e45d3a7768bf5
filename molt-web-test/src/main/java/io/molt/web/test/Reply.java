package io.molt.web.test;

import io.molt.web.http.Headers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * What comes back for one request: written by a {@link Wire} on its threads, waited for by the test on its own. Holds
 * no more chunks than the test has asked for.
 */
final class Reply implements CoreSubscriber<ByteBuffer> {
  private final Deque<ByteBuffer> chunks = new ArrayDeque<>();
  private final List<Headers> hints = new ArrayList<>();
  private Headers trailers = Headers.empty();
  private @Nullable Head head;
  private @Nullable Subscription source;
  private @Nullable Throwable failure;
  private boolean complete;
  private long outstanding;

  synchronized void onHead(Head received) {
    head = received;
    notifyAll();
  }

  synchronized void onHint(Headers fields) {
    if (head == null) {
      hints.add(fields);
      notifyAll();
    }
  }

  synchronized void onTrailers(Headers fields) {
    trailers = fields;
  }

  @Override
  public synchronized void onSubscribe(Subscription subscription) {
    source = subscription;
  }

  @Override
  public synchronized void onNext(ByteBuffer chunk) {
    if (outstanding != Long.MAX_VALUE) {
      outstanding--;
    }
    chunks.add(chunk);
    notifyAll();
  }

  @Override
  public synchronized void onError(Throwable error) {
    if (!complete && failure == null) {
      failure = error;
      notifyAll();
    }
  }

  @Override
  public synchronized void onComplete() {
    complete = true;
    notifyAll();
  }

  /** Asks for more chunks, once the head is there. */
  void request(long count) {
    Subscription current;
    synchronized (this) {
      outstanding = Operators.addCap(outstanding, count);
      current = source;
    }
    if (current != null) {
      current.request(count);
    }
  }

  synchronized @Nullable Head head() {
    return head;
  }

  /** Returns what came after the content; nothing before its end. */
  synchronized Headers trailers() {
    return trailers;
  }

  /** Returns what came ahead of the head so far. */
  synchronized List<Headers> hints() {
    return List.copyOf(hints);
  }

  synchronized @Nullable Throwable failure() {
    return failure;
  }

  synchronized long outstanding() {
    return outstanding;
  }

  /** Returns whether every chunk has been taken and no more will come. */
  synchronized boolean isExhausted() {
    return chunks.isEmpty() && isOver();
  }

  synchronized boolean hasChunk() {
    return !chunks.isEmpty();
  }

  synchronized @Nullable ByteBuffer poll() {
    return chunks.poll();
  }

  /** Waits for the head, or for the news that none will come; returns whether either came in time. */
  boolean awaitHead(Duration limit) {
    return await(() -> head != null || failure != null, limit);
  }

  /** Waits for so many hints, or for the news that no more will come; returns whether they came in time. */
  boolean awaitHints(int count, Duration limit) {
    await(() -> hints.size() >= count || head != null || failure != null, limit);
    return hints().size() >= count;
  }

  /** Waits for a chunk or the end; returns whether either came in time. */
  boolean awaitSignal(Duration limit) {
    return await(() -> !chunks.isEmpty() || isOver(), limit);
  }

  private boolean isOver() {
    return complete || failure != null;
  }

  private synchronized boolean await(BooleanSupplier condition, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      while (!condition.getAsBoolean()) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        // Rounded up: a wait of zero would be one for ever.
        wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
      }
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
