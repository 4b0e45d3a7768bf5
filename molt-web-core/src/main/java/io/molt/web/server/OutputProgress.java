package io.molt.web.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How much of a channel's output the other end takes, found out by looking now and then. Never more than it took; how
 * much less does not matter to one that takes something each time.
 */
final class OutputProgress {
  private final Channel channel;
  private @Nullable Object first;
  private int firstLeft;
  private long waiting;
  private long taken;

  OutputProgress(Channel channel) {
    this.channel = channel;
  }

  /** Returns whether output waits to be taken. */
  boolean isWaiting() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer != null && buffer.totalPendingWriteBytes() > 0;
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
    int left = firstNow instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
    // More left means that it is another one, in a buffer that was used before.
    boolean same = firstNow == first && left <= firstLeft;
    taken += Math.max(same ? firstLeft - left : firstLeft, waiting - waitingNow);
    first = firstNow;
    firstLeft = left;
    waiting = waitingNow;
  }
}
