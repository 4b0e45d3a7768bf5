package io.molt.web.server;

import io.molt.web.http.Headers;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;

/**
 * Writes the chunks of a response as they come, asking for more only while the client takes them.
 *
 * <p>Chunks that are there together go out together; none waits for one that is not there yet. Signals come on any
 * thread; the writing is done on the event loop, by whoever finds no one else at it.
 */
final class StreamWriter implements CoreSubscriber<ByteBuffer>, ContentWriter, Runnable {
  private static final AtomicIntegerFieldUpdater<StreamWriter> SIGNALS =
      AtomicIntegerFieldUpdater.newUpdater(StreamWriter.class, "signals");

  private static final int MAX_DEMAND = 256;
  private static final int DEMANDED_BYTES = 64 * 1024;
  private static final int FULL = 16 * 1024;
  // A larger chunk is copied out of the heap piece by piece, as the client takes it.
  private static final int PIECE = 64 * 1024;
  // A chunk of that size or less is copied whether or not the client takes it.
  private static final int SMALL = 512;
  // What a chunk is taken to hold before the first has come, so that eight are asked for. Where
  // the length is known, a chunk may be as large as they get.
  private static final int FIRST_GUESS = 8 * 1024;
  // What one turn on the event loop writes at most, so that other connections get theirs; a chunk
  // counts for at least so much, since even an empty one takes its time.
  private static final int TURN = 512 * 1024;
  private static final int CHUNK_COST = 64;

  private final ServerExchange exchange;
  private final Wire wire;
  private final long length;
  private volatile int signals;
  private volatile @Nullable Queue<ByteBuffer> arrived;
  private volatile @Nullable Subscription subscription;
  private volatile boolean done;
  private @Nullable Throwable failure;

  // From here on: touched on the event loop only.
  private boolean working;
  private boolean closed;
  private int demanded;
  private int average;
  private int usual = SMALL;
  private int turn;
  private long written;
  private @Nullable ByteBuf open;
  private @Nullable ByteBuffer rest;

  StreamWriter(ServerExchange exchange, Wire wire, long length) {
    this.exchange = exchange;
    this.wire = wire;
    this.length = length;
    this.average = length < 0 ? FIRST_GUESS : (int) Math.max(1, Math.min(PIECE, length));
  }

  @Override
  public void onSubscribe(Subscription source) {
    if (Operators.validate(subscription, source)) {
      subscription = source;
      signal();
    }
  }

  @Override
  public void onNext(ByteBuffer chunk) {
    if (done) {
      Operators.onNextDropped(chunk, currentContext());
    } else if (wire.inLoop() && working && appendArrived()) {
      append(chunk);
    } else if (queue().offer(chunk)) {
      signalLater();
    } else {
      Operators.onNextDropped(chunk, currentContext());
      onError(tooMany());
    }
  }

  @Override
  public void onError(Throwable error) {
    if (!done) {
      failure = error;
      done = true;
      signalLater();
    }
  }

  @Override
  public void onComplete() {
    if (!done) {
      done = true;
      signalLater();
    }
  }

  @Override
  public void resume() {
    signal();
  }

  @Override
  public long written() {
    return written;
  }

  /** Ends with that, after all that has come, unless a part of that waits for the client; on the event loop. */
  boolean endWith(ByteBuffer last) {
    turn = 0;
    // Nothing comes after this, and what flushing brings about may not come in between.
    SIGNALS.getAndIncrement(this);
    if (closed || !appendArrived() || closed) {
      return false;
    }
    written += last.remaining();
    put(last);
    finish();
    wire.flush();
    return true;
  }

  /** Returns whether the client takes output; on the event loop. */
  boolean canTakeMore() {
    if (!wire.isWritable()) {
      wire.flush();
    }
    return wire.isWritable();
  }

  @Override
  public void close() {
    closed = true;
    rest = null;
    ByteBuf unsent = open;
    open = null;
    if (unsent != null) {
      unsent.release();
    }
  }

  /** Works off the signals that have come; on the event loop. */
  @Override
  public void run() {
    int missed = signals;
    turn = 0;
    do {
      work();
      missed = SIGNALS.addAndGet(this, -missed);
    } while (missed != 0);
    if (turn >= TURN && !closed && SIGNALS.getAndIncrement(this) == 0) {
      wire.executeAfterReads(this);
    }
  }

  private void signal() {
    if (!wire.inLoop()) {
      signalLater();
    } else if (SIGNALS.getAndIncrement(this) == 0) {
      run();
    }
  }

  // Later even on the event loop: what else is being emitted right now then goes out with it.
  private void signalLater() {
    if (SIGNALS.getAndIncrement(this) == 0) {
      wire.execute(this);
    }
  }

  private Queue<ByteBuffer> queue() {
    Queue<ByteBuffer> queue = arrived;
    if (queue == null) {
      queue = Queues.<ByteBuffer>get(MAX_DEMAND).get();
      arrived = queue;
    }
    return queue;
  }

  private void work() {
    if (closed) {
      return;
    }
    working = true;
    try {
      do {
        boolean last = done;
        if (appendArrived() && last && !closed) {
          finish();
        }
      } while (!closed && demandMore());
    } catch (Throwable thrown) {
      Exceptions.throwIfJvmFatal(thrown);
      fail(thrown);
    } finally {
      working = false;
    }
    if (!closed) {
      writeOpen();
      wire.flush();
    }
  }

  /** Appends what came before, on any thread; returns whether nothing of it is left. */
  private boolean appendArrived() {
    while (!closed && appendRest()) {
      Queue<ByteBuffer> queue = arrived;
      ByteBuffer next = queue == null ? null : queue.poll();
      if (next == null) {
        return true;
      }
      append(next);
    }
    return closed;
  }

  /** Goes on with a large chunk while the client takes it; returns whether nothing of it is left. */
  private boolean appendRest() {
    ByteBuffer from = rest;
    while (from != null && from.hasRemaining()) {
      if (turn >= TURN || !canTakeMore() || closed) {
        return false;
      }
      int count = Math.min(PIECE, from.remaining());
      put(from.slice(from.position(), count));
      from.position(from.position() + count);
    }
    rest = null;
    return true;
  }

  /** Asks for more if it is time to, and returns whether something came of it at once. */
  private boolean demandMore() {
    if (rest != null) {
      return false;
    }
    Subscription source = subscription;
    if (source == null || done || turn >= TURN || !canTakeMore()) {
      return done && !closed;
    }
    int batch = Math.max(1, Math.min(MAX_DEMAND, DEMANDED_BYTES / average));
    if (demanded > batch / 2) {
      return false;
    }
    int more = batch - demanded;
    demanded = batch;
    source.request(more);
    return demanded < batch || done;
  }

  private void append(ByteBuffer chunk) {
    if (closed) {
      return;
    }
    if (demanded == 0) {
      fail(tooMany());
      return;
    }
    demanded--;
    turn += CHUNK_COST;
    int count = chunk.remaining();
    if (count == 0) {
      return;
    }
    if (length >= 0 && written + count > length) {
      fail(new IOException(
          "response content: more than " + length + " bytes (expected: as many as announced)"));
      return;
    }
    average = Math.max(1, (average * 3 + count) / 4);
    written += count;
    // What was asked for when chunks were smaller may come to a lot once they are not.
    boolean taken = count <= SMALL || canTakeMore();
    if (closed) {
      return;
    }
    if (taken && count <= PIECE) {
      put(chunk.duplicate());
    } else {
      rest = chunk.duplicate();
      appendRest();
    }
  }

  private void put(ByteBuffer content) {
    turn += content.remaining();
    bufferFor(content.remaining()).writeBytes(content);
  }

  private ByteBuf bufferFor(int count) {
    ByteBuf buffer = open;
    if (buffer != null && buffer.readableBytes() + count > FULL) {
      writeOpen();
      buffer = null;
    }
    if (buffer == null) {
      buffer = wire.chunk(Math.max(count, usual));
      open = buffer;
    }
    return buffer;
  }

  private void writeOpen() {
    ByteBuf buffer = open;
    if (buffer != null) {
      open = null;
      usual = Math.max(SMALL, Math.min(FULL, buffer.readableBytes()));
      wire.writeChunk(buffer);
    }
  }

  private void finish() {
    Throwable error = failure;
    if (error != null) {
      fail(error);
    } else if (length >= 0 && written < length) {
      fail(new IOException("response content: " + written + " bytes (expected: " + length
          + ", as many as announced)"));
    } else {
      Headers trailers = exchange.trailers();
      ByteBuf unsent = open;
      open = null;
      closed = true;
      wire.writeLast(unsent, trailers, exchange);
    }
  }

  private static IllegalStateException tooMany() {
    return new IllegalStateException(
        "response stream: more chunks than asked for (expected: at most what was requested)");
  }

  private void fail(Throwable error) {
    // What came before the failure is the client's.
    writeOpen();
    wire.flush();
    close();
    exchange.brokeOff(error);
  }
}
