package io.molt.web.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.FileRegion;
import org.jspecify.annotations.Nullable;

/**
 * How much of a channel's output the other end takes, found out by looking now and then. Never more than it took; how
 * much less does not matter to one that takes something each time.
 */
final class OutputProgress {
  private final Channel channel;
  private @Nullable Object first;
  private long firstLeft;
  private long waiting;
  private long taken;

  OutputProgress(Channel channel) {
    this.channel = channel;
  }

  /** Returns whether output waits to be taken. */
  boolean isWaiting() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    // Files are not counted by Netty, which holds none of their bytes.
    return buffer != null
        && (buffer.totalPendingWriteBytes() > 0 || buffer.current() instanceof FileRegion);
  }

  /** Returns the number of bytes that are known to have been taken. */
  long taken() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    if (buffer != null) {
      look(buffer.current(), buffer.totalPendingWriteBytes());
    }
    return taken;
  }

  private void look(@Nullable Object firstNow, long waitingNow) {
    long left = left(firstNow);
    // More left means that it is another one, in a buffer that was used before.
    boolean same = firstNow == first && left <= firstLeft;
    taken += Math.max(same ? firstLeft - left : firstLeft, waiting - waitingNow);
    first = firstNow;
    firstLeft = left;
    waiting = waitingNow;
  }

  private static long left(@Nullable Object output) {
    if (output instanceof FileRegion file) {
      return file.count() - file.transferred();
    }
    return output instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
  }
}
