package io.molt.web.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads into memory that is shared where there is some, else as much at a time as a connection has had to say lately; but
 * little while too much is held that nobody has asked for: a read cannot know beforehand whether it brings content.
 */
final class FrugalReads implements RecvByteBufAllocator {
  /** What is read at a time while too much is held. Content of that size is not worth being counted. */
  static final int LITTLE = 2048;

  private final RecvByteBufAllocator usual = new AdaptiveRecvByteBufAllocator();
  private final ReadAhead ahead;
  private final @Nullable ReadBuffer shared;

  FrugalReads(ReadAhead ahead, @Nullable ReadBuffer shared) {
    this.ahead = ahead;
    this.shared = shared;
  }

  @Override
  @SuppressWarnings("deprecation") // of the parent: it stands for the handle that it returns here
  public Handle newHandle() {
    return new FrugalHandle(ahead, shared, (ExtendedHandle) usual.newHandle());
  }

  private static final class FrugalHandle extends DelegatingHandle implements ExtendedHandle {
    private final ReadAhead ahead;
    private final @Nullable ReadBuffer shared;

    FrugalHandle(ReadAhead ahead, @Nullable ReadBuffer shared, ExtendedHandle usual) {
      super(usual);
      this.ahead = ahead;
      this.shared = shared;
    }

    @Override
    public int guess() {
      int usual = super.guess();
      return ahead.isSpent() ? Math.min(LITTLE, usual) : usual;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      ByteBuf taken = shared == null || ahead.isSpent() ? null : shared.take();
      return taken == null ? allocator.ioBuffer(guess()) : taken;
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
      return ((ExtendedHandle) delegate()).continueReading(maybeMore);
    }
  }
}
