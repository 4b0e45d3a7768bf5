package io.molt.web.server;

import io.molt.web.http.HttpException;
import io.molt.web.http.Protocol;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.http.Service;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** What a server listens with: its ports, the event loops behind them, and the connections that come of them. */
final class Listeners {
  private static final Duration LOOP_END = Duration.ofSeconds(5);

  // A port that was chosen for TCP may be taken for UDP.
  private static final int TRIES = 10;

  final LoopResources loops;
  final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private final ServerContext context;
  private final ServerOptions options;
  private final @Nullable TlsEngines tls;
  private final List<TcpListener> sockets = new ArrayList<>();
  private @Nullable TcpListener unixSocket;
  private @Nullable Http3Listener http3;

  private Listeners(Service service, ServerOptions options) {
    int threads = loopCount(options);
    this.context = new ServerContext(service, options);
    this.options = options;
    this.tls = options
        .tls()
        .map(material -> new TlsEngines(material, options, service, threads))
        .orElse(null);
    // Accepting has a thread of its own: what waits there when the server stops has not to wait for
    // others.
    this.loops = LoopResources.create("molt", 1, threads, false);
  }

  /**
   * Returns listeners that listen; blocks until they do.
   *
   * @throws IllegalStateException if a port is taken, or the address is not one of this machine
   * @throws IllegalArgumentException if certificates or keys are not what they should be
   */
  static Listeners open(Service service, ServerOptions options) {
    requireTlsForRedirect(options);
    Listeners listeners = new Listeners(service, options);
    try {
      listeners.listen();
      options.unixSocket().ifPresent(listeners::listen);
      return listeners;
    } catch (RuntimeException | Error failed) {
      // Whoever tries again at once may want the same ports.
      listeners.close().block();
      listeners.end();
      listeners.loops.disposeLater(Duration.ZERO, LOOP_END).block();
      throw failed;
    }
  }

  int port() {
    return sockets.get(0).port();
  }

  String host() {
    return sockets.get(0).host();
  }

  OptionalInt redirectPort() {
    return sockets.stream().skip(1).mapToInt(TcpListener::port).findFirst();
  }

  /** Returns what is spoken, oldest first. */
  List<Protocol> protocols() {
    List<Protocol> spoken = new ArrayList<>(List.of(Protocol.HTTP_1_0, Protocol.HTTP_1_1));
    if (options.http2().enabled()) {
      spoken.add(Protocol.HTTP_2);
    }
    if (http3 != null) {
      spoken.add(Protocol.HTTP_3);
    }
    return List.copyOf(spoken);
  }

  /** Returns TLS, or empty in clear text. */
  Optional<TlsEngines> tls() {
    return Optional.ofNullable(tls);
  }

  /** Returns a Mono that takes in what has been accepted, and completes when no port is listened on any more. */
  Mono<Void> close() {
    if (http3 != null) {
      http3.refuse();
    }
    return Mono.when(Stream.concat(sockets.stream(), Stream.ofNullable(unixSocket))
        .map(TcpListener::close)
        .toList());
  }

  /** Ends what connections need, now that there are none. */
  void end() {
    if (http3 != null) {
      http3.close();
    }
    if (tls != null) {
      tls.close();
    }
  }

  private void listen() {
    TlsEngines engines = tls;
    if (engines == null) {
      sockets.add(bind(options.port(), context, Protocols::detect));
      return;
    }
    listen(engines, context.answeringWith(Listeners::refuse), TRIES);
    options.redirect().ifPresent(this::listen);
  }

  private void listen(TlsEngines engines, ServerContext refusing, int tries) {
    TcpListener socket = TcpListener.overTls(
        options.port(),
        context,
        loops,
        connections,
        pipeline -> engines.install(pipeline, context, refusing));
    try {
      listenForQuic(engines, socket.port());
      sockets.add(socket);
    } catch (IllegalStateException taken) {
      socket.close().block();
      if (options.port() != 0 || tries == 1) {
        throw taken;
      }
      listen(engines, refusing, tries - 1);
    }
  }

  private void listenForQuic(TlsEngines engines, int port) {
    if (!Http3Listener.isPossible(options)) {
      return;
    }
    InetSocketAddress address = new InetSocketAddress(options.host(), port);
    http3 = Http3Listener.bind(context, loops, connections, engines.store(), address);
    Duration maxAge = options.http3().altSvcMaxAge();
    if (!maxAge.isZero()) {
      context.advertise("h3=\":" + port + "\"; ma=" + maxAge.toSeconds());
    }
  }

  private void listen(HttpsRedirect redirect) {
    int target = redirect.to() == 0 ? port() : redirect.to();
    ServerContext redirecting = context.answeringWith(new RedirectHandler(target));
    sockets.add(bind(redirect.from(), redirecting, Protocols::detect));
  }

  private void listen(UnixSocket path) {
    // Responses do not say there where else the service is to be had: a proxy would pass it on.
    ServerContext silent = context.answeringWith(context.handler);
    unixSocket = TcpListener.onPath(
        path, silent, loops, connections, pipeline -> Protocols.detect(pipeline, silent));
  }

  private TcpListener bind(
      int port, ServerContext answering, BiConsumer<ChannelPipeline, ServerContext> install) {
    return TcpListener.inClearText(
        port, answering, loops, connections, pipeline -> install.accept(pipeline, answering));
  }

  /** Answers a client that speaks clear text on the port with TLS. */
  private static Response refuse(Request request) {
    return HttpException.badRequest("This port speaks TLS only (expected: https).")
        .response()
        .withHeader("Connection", "close");
  }

  private static void requireTlsForRedirect(ServerOptions options) {
    if (options.tls().isEmpty() && options.redirect().isPresent()) {
      throw new IllegalArgumentException(
          "redirect: from " + options.redirect().get().from()
              + " without tls (expected: tls, to send clients on to)");
    }
  }

  private static int loopCount(ServerOptions options) {
    return options.ioThreads() == 0
        ? Runtime.getRuntime().availableProcessors()
        : options.ioThreads();
  }
}
