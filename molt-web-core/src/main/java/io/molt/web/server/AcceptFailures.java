package io.molt.web.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of connections that cannot be accepted, such as when the process is out of file descriptors; once, for what ails
 * one ails the next. The transport then takes none for a second.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(AcceptFailures.class);
  private static final long QUIET = TimeUnit.MINUTES.toNanos(1);

  private boolean told;
  private long toldAt;

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
    // First: without file descriptors not even a class of the logger may be found.
    ctx.fireExceptionCaught(error);
    long now = System.nanoTime();
    if (!told || now - toldAt > QUIET) {
      told = true;
      toldAt = now;
      LOG.warn(
          "{} takes no connections for a second, and again until it can: {}",
          ctx.channel(),
          error.toString());
    }
  }
}
