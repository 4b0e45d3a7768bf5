package io.molt.benchmarks;

import io.molt.benchmarks.workload.Ticks;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Writes each tick to all who have subscribed and take it. */
final class NettyEvents {
  private final EventLoop loop;
  private final ChannelGroup subscribers;
  private @Nullable Future<?> timer;
  private long tick;

  NettyEvents(EventLoop loop) {
    this.loop = loop;
    this.subscribers = new DefaultChannelGroup(loop);
  }

  void subscribe(ChannelHandlerContext ctx) {
    NettyAnswers.begin(ctx, NettyAnswers.EVENTS);
    subscribers.add(ctx.channel());
    loop.execute(this::start);
  }

  /** Starts the clock, which stands still while nobody looks. */
  private void start() {
    if (timer == null) {
      timer =
          loop.scheduleAtFixedRate(this::tick, Ticks.MILLIS, Ticks.MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void tick() {
    if (subscribers.isEmpty() && timer != null) {
      timer.cancel(false);
      timer = null;
      return;
    }
    String event = "data: " + Ticks.data(tick++) + "\n\n";
    byte[] bytes = event.getBytes(StandardCharsets.US_ASCII);
    subscribers.writeAndFlush(
        new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)), Channel::isWritable, true);
  }
}
