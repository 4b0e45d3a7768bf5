package io.molt.web.middleware;

import io.molt.web.coding.Coder;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A coder that counts as long as it is open. */
final class CountedCoder implements Coder {
  private final Coder coder;
  private final AtomicInteger count;
  private boolean closed;

  CountedCoder(Coder coder, AtomicInteger count) {
    this.coder = coder;
    this.count = count;
  }

  @Override
  public void write(ByteBuffer input) {
    coder.write(input);
  }

  @Override
  public void flush() {
    coder.flush();
  }

  @Override
  public void end() {
    coder.end();
  }

  @Override
  public @Nullable ByteBuffer read() {
    return coder.read();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      count.decrementAndGet();
      coder.close();
    }
  }
}
