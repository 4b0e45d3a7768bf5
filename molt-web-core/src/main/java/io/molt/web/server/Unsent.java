package io.molt.web.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges of one connection whose responses are written, until it is known whether they have been sent. Nearly
 * always the socket takes all that is flushed, which is seen at a glance: only where it does not, a promise is made, and
 * one for all of them. To be used on the event loop, and not with TLS, which holds back what it has yet to encrypt.
 */
final class Unsent {
  private @Nullable ServerExchange first;
  private @Nullable ServerExchange last;

  /** Takes note that the last of a response has been written. */
  void add(ServerExchange exchange) {
    ServerExchange before = last;
    if (before == null) {
      first = exchange;
    } else {
      before.follow(exchange);
    }
    last = exchange;
  }

  /** Tells those whose responses have been sent by the flush that has just been, or could not be. */
  void flushed(ChannelHandlerContext ctx) {
    ServerExchange oldest = take();
    if (oldest == null) {
      return;
    }
    ChannelOutboundBuffer output = ctx.channel().unsafe().outboundBuffer();
    if (output != null && output.isEmpty()) {
      tell(oldest, true);
    } else {
      tellAfter(ctx.writeAndFlush(Unpooled.EMPTY_BUFFER), oldest);
    }
  }

  /** Tells those there are once what has been written after their responses has been sent, or could not be. */
  void before(ChannelFuture later) {
    ServerExchange oldest = take();
    if (oldest != null) {
      tellAfter(later, oldest);
    }
  }

  /** Tells those that are left that their client has gone. */
  void lost() {
    ServerExchange oldest = take();
    if (oldest != null) {
      tell(oldest, false);
    }
  }

  private @Nullable ServerExchange take() {
    ServerExchange oldest = first;
    first = null;
    last = null;
    return oldest;
  }

  private static void tellAfter(ChannelFuture later, ServerExchange oldest) {
    ChannelFutureListener listener = written -> tell(oldest, written.isSuccess());
    later.addListener(listener);
  }

  private static void tell(ServerExchange oldest, boolean sent) {
    ServerExchange exchange = oldest;
    while (exchange != null) {
      ServerExchange next = exchange.next();
      if (sent) {
        exchange.done();
      } else {
        exchange.lost();
      }
      exchange = next;
    }
  }
}
