package io.molt.web.form;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/** Keeps the content of a part in memory, as far as that goes, and writes what is larger to a file, block by block. */
final class Spool extends Mono<Spool.Spooled> {
  private static final int BLOCK = 64 * 1024;
  // Of one file: what is larger would not be one array for long.
  private static final int MOST_IN_MEMORY = 1 << 30;
  private static final byte[] NOTHING = new byte[0];

  /**
   * Content that is kept.
   *
   * @param size the number of bytes
   * @param memory all of them, or null
   * @param file the file that has them, if memory has not
   */
  record Spooled(long size, byte @Nullable [] memory, FileTarget file) {}

  private final Flux<ByteBuffer> content;
  private final FormRun run;
  private final FileTarget file;
  private final long memory;

  /** Creates one that keeps at most so many bytes in memory. */
  Spool(Flux<ByteBuffer> content, FormRun run, FileTarget file, long memory) {
    this.content = content;
    this.run = run;
    this.file = file;
    this.memory = memory;
  }

  @Override
  public void subscribe(CoreSubscriber<? super Spooled> subscriber) {
    content.subscribe(new Spooling(subscriber, run, file, (int) Math.min(memory, MOST_IN_MEMORY)));
  }

  private static final class Spooling extends Operators.MonoSubscriber<ByteBuffer, Spooled>
      implements Taker {
    private final FormRun run;
    private final FileTarget file;
    private final int memory;
    private final Disposable.Swap write = Disposables.swap();
    private Subscription source = Operators.emptySubscription();
    private boolean inMemory;
    private byte[] bytes = NOTHING;
    private int count;
    private long size;
    private boolean writing;
    private boolean finished;
    private boolean done;

    Spooling(CoreSubscriber<? super Spooled> subscriber, FormRun run, FileTarget file, int memory) {
      super(subscriber);
      this.run = run;
      this.file = file;
      this.memory = memory;
      this.inMemory = memory > 0;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      source = subscription;
      actual.onSubscribe(this);
      subscription.request(1);
    }

    @Override
    public void onNext(ByteBuffer piece) {
      try {
        keep(piece);
      } catch (RuntimeException noRoom) {
        source.cancel();
        onError(noRoom);
        return;
      }
      if (!inMemory && count >= BLOCK) {
        write(this::block, this::goOn);
      } else {
        source.request(1);
      }
    }

    @Override
    public void onError(Throwable error) {
      if (end()) {
        file.abandon();
        write.dispose();
        actual.onError(error);
      }
    }

    @Override
    public void onComplete() {
      if (finish()) {
        last();
      }
    }

    @Override
    public void cancel() {
      super.cancel();
      source.cancel();
      if (end()) {
        file.abandon();
        write.dispose();
      }
    }

    private void keep(ByteBuffer piece) {
      int more = piece.remaining();
      if (inMemory && (more > memory - count || !run.takeFileMemory(more))) {
        run.giveFileMemory(count);
        inMemory = false;
      }
      if (count + more > bytes.length) {
        bytes = Arrays.copyOf(bytes, larger(count + more));
      }
      piece.get(bytes, count, more);
      count += more;
      size += more;
    }

    /** Returns how long to make an array of which so much is needed: at once what a block takes, where it comes to that. */
    private int larger(int needed) {
      long enough = inMemory ? Math.min(2L * needed, memory) : BLOCK + BLOCK / 4;
      return (int) Math.max(needed, enough);
    }

    private void last() {
      if (inMemory) {
        succeed(Arrays.copyOf(bytes, count));
      } else {
        write(this::lastBlock, () -> succeed(null));
      }
    }

    private void succeed(byte @Nullable [] memory) {
      if (end()) {
        complete(new Spooled(size, memory, file));
      }
    }

    private void write(Callable<Boolean> work, Runnable then) {
      begin();
      write.replace(run.scope()
          .blocking(work)
          .contextWrite(currentContext())
          .subscribe(written -> then.run(), this::failed));
    }

    private boolean block() throws Exception {
      file.write(bytes, count);
      return true;
    }

    private boolean lastBlock() throws Exception {
      file.write(bytes, count);
      file.close();
      return true;
    }

    private void goOn() {
      count = 0;
      // What was to be kept in memory may have been much more than a block.
      bytes = bytes.length > 2 * BLOCK ? NOTHING : bytes;
      if (pause()) {
        last();
      } else {
        source.request(1);
      }
    }

    private void failed(Throwable error) {
      source.cancel();
      onError(error);
    }

    private synchronized void begin() {
      writing = true;
    }

    /** Takes note that nothing is being written; returns whether all content has come. */
    private synchronized boolean pause() {
      writing = false;
      return finished;
    }

    /** Takes note that all content has come; returns whether nothing is being written. */
    private synchronized boolean finish() {
      finished = true;
      return !writing;
    }

    /** Returns, once, whether this is the end. */
    private synchronized boolean end() {
      boolean first = !done;
      done = true;
      return first;
    }
  }
}
