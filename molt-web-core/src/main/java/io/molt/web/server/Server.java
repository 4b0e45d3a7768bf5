package io.molt.web.server;

import io.molt.web.http.Handler;
import io.molt.web.http.Service;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.NettyPipeline;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpServer;

/**
 * A listening server, of HTTP/1.1 and HTTP/2, that feeds requests to one {@link Handler}.
 *
 * <p>Its event loops keep the JVM alive until it is stopped. Safe to use from any thread.
 */
public final class Server implements AutoCloseable {
  private static final Duration LOOP_END = Duration.ofSeconds(5);

  private final ServerOptions options;
  private final DisposableServer listener;
  private final Stopping stopping;

  private Server(ServerOptions options, DisposableServer listener, Stopping stopping) {
    this.options = options;
    this.listener = listener;
    this.stopping = stopping;
  }

  /**
   * Returns a server that listens; blocks until it does.
   *
   * @param service what answers; its clock is also used for the {@code Date} field
   * @throws IllegalStateException if the port is taken, or the address is not one of this machine
   */
  public static Server start(Service service, ServerOptions options) {
    ServerContext context = new ServerContext(service, options);
    // Accepting has a thread of its own: what waits there when the server stops has not to wait for
    // others.
    LoopResources loops = LoopResources.create("molt", 1, loopCount(options), false);
    ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    try {
      DisposableServer listener = bind(context, loops, connections);
      AcceptQueue queue = AcceptQueue.of(listener.channel());
      return new Server(options, listener, new Stopping(service, queue, connections, loops));
    } catch (RuntimeException failed) {
      loops.disposeLater(Duration.ZERO, LOOP_END).block();
      throw clear(failed, options);
    }
  }

  /** Returns the port that it listens on. */
  public int port() {
    return listener.port();
  }

  /** Returns the address that it listens on. */
  public String host() {
    return listener.host();
  }

  /**
   * Stops as {@link ServerOptions#shutdown()} says, and blocks until all is closed: readiness turns off, and after a wait
   * the listener closes; what is under way finishes, requests, streams by the policy of their route, background work; what
   * is left when the grace is over is cancelled. What has been told to stop stops once: a further call can only shorten
   * its time, as {@code stop(Duration.ZERO)} does for those who will not wait.
   *
   * @throws IllegalStateException if called on an event loop, which would wait for itself; see {@link #stopLater()}
   */
  public void stop() {
    block(stopLater());
  }

  /**
   * Stops without a wait for others to notice, and blocks until all is closed; see {@link #stop()}.
   *
   * @param grace how long what is under way may take before it is cancelled
   * @throws IllegalStateException if called on an event loop, which would wait for itself; see {@link #stopLater(Duration)}
   * @throws IllegalArgumentException if {@code grace} is negative; the server goes on
   */
  public void stop(Duration grace) {
    block(stopLater(grace));
  }

  /** Returns a Mono that stops when it is subscribed to, and completes when all is closed; see {@link #stop()}. */
  public Mono<Void> stopLater() {
    return stopping.within(
        options.shutdown().readinessWait(), options.shutdown().grace());
  }

  /**
   * Returns a Mono that stops when it is subscribed to, and completes when all is closed; see {@link #stop(Duration)}.
   *
   * @throws IllegalArgumentException if {@code grace} is negative
   */
  public Mono<Void> stopLater(Duration grace) {
    Check.notNegative("grace", grace);
    return stopping.within(Duration.ZERO, grace);
  }

  /** Returns a Mono that completes when the server has stopped. */
  public Mono<Void> onStop() {
    return stopping.done();
  }

  /** Stops as {@link #stop()} does. */
  @Override
  public void close() {
    stop();
  }

  private static void block(Mono<Void> stop) {
    if (Schedulers.isInNonBlockingThread()) {
      throw new IllegalStateException("stop: called on "
          + Thread.currentThread().getName() + " (expected: a thread that may block)");
    }
    stop.block();
  }

  private static DisposableServer bind(
      ServerContext context, LoopResources loops, ChannelGroup connections) {
    ServerOptions options = context.options;
    return TcpServer.create()
        .runOn(loops)
        .host(options.host())
        .port(options.port())
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(
            ChannelOption.WRITE_BUFFER_WATER_MARK,
            new WriteBufferWaterMark(
                options.buffers().lowWriteWatermark(), options.buffers().highWriteWatermark()))
        .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FrugalReads(context.ahead))
        .doOnChannelInit((observer, channel, address) -> {
          connections.add(channel);
          install(channel, context);
        })
        .doOnBound(server -> server.channel().pipeline().addFirst(new AcceptFailures()))
        .bindNow();
  }

  private static void install(Channel channel, ServerContext context) {
    ChannelPipeline pipeline = channel.pipeline();
    // It would take every message that reaches it for its own kind of connection.
    pipeline.remove(NettyPipeline.ReactiveBridge);
    ConnectionGate.Verdict verdict = context.gate.enter(channel);
    switch (verdict) {
      case ADMITTED -> Protocols.detect(pipeline, context);
      case TOO_MANY, TOO_MANY_OF_PEER ->
        pipeline.addLast("refused", new RefusedConnection(context, verdict));
      case IGNORED -> channel.close();
    }
  }

  private static int loopCount(ServerOptions options) {
    return options.ioThreads() == 0
        ? Runtime.getRuntime().availableProcessors()
        : options.ioThreads();
  }

  private static RuntimeException clear(RuntimeException failed, ServerOptions options) {
    if (failed instanceof ChannelBindException) {
      return new IllegalStateException(
          "port: " + options.port() + " on " + options.host()
              + " cannot be listened on (expected: a free port of this machine; 0 has one chosen)",
          failed);
    }
    return failed;
  }
}
