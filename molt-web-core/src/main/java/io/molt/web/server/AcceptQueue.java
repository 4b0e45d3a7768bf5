package io.molt.web.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import reactor.core.publisher.Mono;

/**
 * Connections that clients have opened and the server has not accepted yet. The system resets them when their listener
 * closes, so they are accepted first, as far as they can be seen.
 */
final class AcceptQueue extends ChannelInboundHandlerAdapter {
  // Where connections come without end, the last ones are lost whenever it is.
  private static final int MAX_ROUNDS = 100;

  private final Channel listener;
  private int accepted;

  private AcceptQueue(Channel listener) {
    this.listener = listener;
  }

  /** Returns the queue of a channel that listens. */
  static AcceptQueue of(Channel listener) {
    AcceptQueue queue = new AcceptQueue(listener);
    listener.pipeline().addFirst(queue);
    return queue;
  }

  /** Returns a Mono that closes the listener, and completes when it is closed. */
  Mono<Void> close() {
    return Mono.create(sink -> {
      listener.closeFuture().addListener((ChannelFutureListener) closed -> sink.success());
      LoopTasks.executeAfterReads(listener.eventLoop(), () -> closeIfEmpty(MAX_ROUNDS));
    });
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object connection) {
    accepted++;
    ctx.fireChannelRead(connection);
  }

  /** Closes unless the round of the event loop that just was has brought connections. */
  private void closeIfEmpty(int rounds) {
    if (accepted == 0 || rounds == 0) {
      listener.close();
      return;
    }
    accepted = 0;
    LoopTasks.executeAfterReads(listener.eventLoop(), () -> closeIfEmpty(rounds - 1));
  }
}
