package io.molt.web.server;

import io.molt.web.http.Handler;
import io.molt.web.http.Service;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
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
  private static final Duration CLOSE_GRACE = Duration.ofSeconds(10);
  private static final Duration LOOP_END = Duration.ofSeconds(5);

  private final ServerContext context;
  private final LoopResources loops;
  private final ChannelGroup connections;
  private final DisposableServer listener;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final Sinks.Empty<Void> stopped = Sinks.empty();

  private Server(
      ServerContext context,
      LoopResources loops,
      ChannelGroup connections,
      DisposableServer listener) {
    this.context = context;
    this.loops = loops;
    this.connections = connections;
    this.listener = listener;
  }

  /**
   * Returns a server that listens; blocks until it does.
   *
   * @param service what answers; its clock is also used for the {@code Date} field
   * @throws IllegalStateException if the port is taken, or the address is not one of this machine
   */
  public static Server start(Service service, ServerOptions options) {
    ServerContext context = new ServerContext(service, options);
    LoopResources loops = LoopResources.create("molt", loopCount(options), false);
    ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    try {
      return new Server(context, loops, connections, bind(context, loops, connections));
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
   * Stops: takes no more connections, lets requests that are under way finish for up to {@code grace}, cancels the
   * rest, and blocks until all is closed. A second call waits for the first to be done.
   *
   * @throws IllegalStateException if called on an event loop, which would wait for itself
   * @throws IllegalArgumentException if {@code grace} is negative; the server goes on
   */
  public void stop(Duration grace) {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace: " + grace + " (expected: >= 0)");
    }
    if (Schedulers.isInNonBlockingThread()) {
      throw new IllegalStateException("stop: called on "
          + Thread.currentThread().getName() + " (expected: a thread that may block)");
    }
    if (stopping.compareAndSet(false, true)) {
      try {
        drain(grace);
      } finally {
        stopped.tryEmitEmpty();
      }
    }
    onStop().block();
  }

  /** Returns a Mono that completes when the server has stopped. */
  public Mono<Void> onStop() {
    return stopped.asMono();
  }

  /** Stops, with ten seconds for requests that are under way. */
  @Override
  public void close() {
    stop(CLOSE_GRACE);
  }

  private void drain(Duration grace) {
    context.service.drain();
    context.stop();
    listener.disposeNow(LOOP_END);
    tellConnections(Stop.WHEN_DONE);
    if (!awaitConnections(grace)) {
      tellConnections(Stop.NOW);
      awaitConnections(LOOP_END);
    }
    loops.disposeLater(Duration.ZERO, LOOP_END).block();
  }

  private void tellConnections(Stop stop) {
    connections.forEach(channel ->
        channel.eventLoop().execute(() -> channel.pipeline().fireUserEventTriggered(stop)));
  }

  private boolean awaitConnections(Duration time) {
    // Unlike toMillis(), this takes durations that are longer than a long has milliseconds.
    long millis = TimeUnit.MILLISECONDS.convert(time);
    return connections.newCloseFuture().awaitUninterruptibly(millis, TimeUnit.MILLISECONDS);
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
        .doOnChannelInit((observer, channel, address) -> {
          connections.add(channel);
          install(channel.pipeline(), context);
        })
        .bindNow();
  }

  private static void install(ChannelPipeline pipeline, ServerContext context) {
    // It would take every message that reaches it for its own kind of connection.
    pipeline.remove(NettyPipeline.ReactiveBridge);
    Protocols.detect(pipeline, context);
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
