package io.molt.web.server;

import io.molt.web.http.Connection;
import io.molt.web.http.Peer;
import io.molt.web.http.Protocol;
import io.molt.web.http.Refused;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.AddressFamily;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before everything else on a connection of a trusted proxy: takes the header by which the proxy says whose
 * connection it passes on (the PROXY protocol, version 1 and 2), then has the connection speak what it speaks.
 */
final class ProxyProtocol extends ChannelInboundHandlerAdapter implements Watched {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyProtocol.class);
  private static final AttributeKey<Peer> SOURCE =
      AttributeKey.valueOf(ProxyProtocol.class, "source");
  // What proxies add to the addresses, such as names and checksums; none of it is used.
  private static final int MAX_EXTRAS = 2048;

  private final ServerContext server;
  private final Consumer<ChannelPipeline> install;
  // Set when the handler is added, before anything else happens.
  @SuppressWarnings("NullAway.Init")
  private ChannelHandlerContext ctx;

  private @Nullable Watch watch;
  private boolean refused;

  private ProxyProtocol(ServerContext server, Consumer<ChannelPipeline> install) {
    this.server = server;
    this.install = install;
  }

  /** Returns whether a connection has to begin with a header. */
  static boolean isDue(Channel channel, ServerContext server) {
    Proxies proxies = server.options.proxies();
    return proxies.proxyProtocol() && proxies.trusted().trusts(Described.peer(channel));
  }

  /**
   * Takes the header first.
   *
   * @param install has the connection speak what follows
   */
  static void install(
      ChannelPipeline pipeline, ServerContext server, Consumer<ChannelPipeline> install) {
    pipeline
        .addLast("proxyDecoder", new HAProxyMessageDecoder(MAX_EXTRAS))
        .addLast("proxyProtocol", new ProxyProtocol(server, install));
  }

  /** Returns whose connection it is that a proxy passes on, or empty if none has said so. */
  static Optional<Peer> sourceOf(Channel channel) {
    return Optional.ofNullable(channel.attr(SOURCE).get());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
    watch = server.watches(context.executor()).add(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (watch != null) {
      server.watches(context.executor()).remove(watch);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (server.isStopping()) {
      closeLater();
    }
    context.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      // A decoder that has failed goes on with what is left when the connection is closed.
      if (message instanceof HAProxyMessage header && context.channel().isActive()) {
        begin(header);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.read();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == Stop.NOW) {
      context.close();
    } else if (event == Stop.WHEN_DONE) {
      closeLater();
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
    LOG.debug("{} does not begin as the PROXY protocol has it", context.channel(), error);
    refuse(
        Refused.Reason.MALFORMED,
        "The connection of a trusted proxy is malformed (expected: a PROXY protocol header first).");
  }

  @Override
  public Wait waitsFor() {
    return Wait.HEAD;
  }

  @Override
  public long progress(Wait wait) {
    return 0;
  }

  @Override
  public void timedOut(Wait wait) {
    refuse(
        Refused.Reason.TIMED_OUT,
        "The PROXY protocol header did not come in time (expected: one, from a trusted proxy).");
  }

  @Override
  public void retire() {
    ctx.close();
  }

  private void begin(HAProxyMessage header) {
    if (header.command() == HAProxyCommand.PROXY && isOfTheNet(header)) {
      ctx.channel().attr(SOURCE).set(source(header));
    }
    ChannelPipeline pipeline = ctx.pipeline();
    install.accept(pipeline);
    pipeline.remove(this);
    ctx.fireChannelActive();
    // What follows counts on the present read to bring it something, and there may be no more to
    // it.
    pipeline.read();
  }

  /** Otherwise it says nothing: the connection is the proxy's own, or of a kind that has no address. */
  private static boolean isOfTheNet(HAProxyMessage header) {
    AddressFamily family = header.proxiedProtocol().addressFamily();
    return family == AddressFamily.AF_IPv4 || family == AddressFamily.AF_IPv6;
  }

  /** Returns the address in the form that it has everywhere else; the decoder has found it to be one. */
  private static Peer source(HAProxyMessage header) {
    InetAddress address = NetUtil.createInetAddressFromIpAddressString(header.sourceAddress());
    String text = address == null ? header.sourceAddress() : address.getHostAddress();
    return new Peer(text, header.sourcePort());
  }

  private void refuse(Refused.Reason reason, String detail) {
    if (!refused) {
      refused = true;
      Connection connection = Described.connection(ctx.channel(), Protocol.HTTP_1_1);
      server.service.refused(new Refused(reason, connection, 0, detail));
    }
    ctx.close();
  }

  /** Closes in a moment unless the header is there by then: it may be on its way, and a request with it. */
  private void closeLater() {
    LoopTasks.executeLater(
        ctx.executor(), this::closeUnlessBegun, server.options.shutdown().idleWait());
  }

  private void closeUnlessBegun() {
    if (!ctx.isRemoved()) {
      ctx.close();
    }
  }
}
