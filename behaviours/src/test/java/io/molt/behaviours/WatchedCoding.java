package io.molt.behaviours;

import io.molt.web.coding.Coder;
import io.molt.web.coding.ContentCoding;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A coding that counts its coders, and what is written to them: whatever was opened has to be closed, and is not used then. */
final class WatchedCoding implements ContentCoding {
  private final ContentCoding coding;
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicLong written = new AtomicLong();

  WatchedCoding(ContentCoding coding) {
    this.coding = coding;
  }

  /** Expects that so many coders were opened, and all of them closed, waiting for that. */
  void expectClosed(int count) {
    Await.until("coders closed: " + count, () -> opened.get() == count && closed.get() == count);
  }

  int open() {
    return opened.get() - closed.get();
  }

  /** Returns the number of bytes that were written to coders. */
  long written() {
    return written.get();
  }

  @Override
  public String token() {
    return coding.token();
  }

  @Override
  public Coder compressor() {
    return new Watched(coding.compressor());
  }

  @Override
  public Coder decompressor() {
    return new Watched(coding.decompressor());
  }

  private final class Watched implements Coder {
    private final Coder coder;
    private volatile boolean isClosed;

    Watched(Coder coder) {
      this.coder = coder;
      opened.incrementAndGet();
    }

    @Override
    public void write(ByteBuffer input) {
      requireOpen();
      written.addAndGet(input.remaining());
      coder.write(input);
    }

    @Override
    public void flush() {
      requireOpen();
      coder.flush();
    }

    @Override
    public void end() {
      requireOpen();
      coder.end();
    }

    @Override
    public @Nullable ByteBuffer read() {
      requireOpen();
      return coder.read();
    }

    @Override
    public void close() {
      if (!isClosed) {
        isClosed = true;
        coder.close();
        closed.incrementAndGet();
      }
    }

    private void requireOpen() {
      if (isClosed) {
        throw new IllegalStateException("a coder is used that was closed");
      }
    }
  }
}
