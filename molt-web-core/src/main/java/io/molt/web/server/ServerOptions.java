package io.molt.web.server;

import io.molt.web.http.RequestLimits;
import io.molt.web.tls.TlsOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How a server listens, and what it bears with. Every limit is on unless it is switched off; each part says what it
 * limits and why.
 *
 * <pre>{@code
 * ServerOptions.defaults().withPort(9000).withTimeouts(t -> t.withKeepAlive(Duration.ofMinutes(5)))
 * }</pre>
 *
 * @param host the address to listen on; {@code 0.0.0.0} for all
 * @param port the port to listen on; 0 to have a free one chosen
 * @param ioThreads the number of event loops; 0 for one per core
 * @param heads limits on the heads of requests
 * @param buffers limits on what is buffered for a request
 * @param connections limits on connections
 * @param timeouts how long clients are waited for
 * @param requests what the service grants its requests, the deadline first
 * @param http2 HTTP/2
 * @param http3 HTTP/3
 * @param tls how TLS is spoken; empty for clear text
 * @param redirect a second listener, in clear text, that sends clients on to the one with TLS
 * @param unixSocket a Unix domain socket to listen on as well, in clear text
 * @param proxies whose word about their clients is taken
 * @param shutdown how the server stops
 */
public record ServerOptions(
    String host,
    int port,
    int ioThreads,
    HeadLimits heads,
    Buffers buffers,
    ConnectionLimits connections,
    Timeouts timeouts,
    RequestLimits requests,
    Http2Options http2,
    Http3Options http3,
    Optional<TlsOptions> tls,
    Optional<HttpsRedirect> redirect,
    Optional<UnixSocket> unixSocket,
    Proxies proxies,
    Shutdown shutdown) {
  private static final int MAX_PORT = 65_535;
  private static final int MAX_THREADS = 1024;
  private static final ServerOptions DEFAULTS = new ServerOptions(
      "0.0.0.0",
      8080,
      0,
      HeadLimits.defaults(),
      Buffers.defaults(),
      ConnectionLimits.defaults(),
      Timeouts.defaults(),
      RequestLimits.defaults(),
      Http2Options.defaults(),
      Http3Options.defaults(),
      Optional.empty(),
      Optional.empty(),
      Optional.empty(),
      Proxies.none(),
      Shutdown.defaults());

  /**
   * Checks host, port and threads.
   *
   * @throws IllegalArgumentException naming the first one that is out of range
   */
  public ServerOptions {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host: '" + host + "' (expected: a name or an address)");
    }
    Check.between("port", port, 0, MAX_PORT);
    Check.between("ioThreads", ioThreads, 0, MAX_THREADS);
  }

  /** Returns options that suit most services: all addresses, port 8080, one event loop per core, every limit on. */
  public static ServerOptions defaults() {
    return DEFAULTS;
  }

  /** Returns a copy that listens on another address. */
  public ServerOptions withHost(String other) {
    return new ServerOptions(
        other,
        port,
        ioThreads,
        heads,
        buffers,
        connections,
        timeouts,
        requests,
        http2,
        http3,
        tls,
        redirect,
        unixSocket,
        proxies,
        shutdown);
  }

  /** Returns a copy that listens on another port; 0 to have a free one chosen. */
  public ServerOptions withPort(int other) {
    return new ServerOptions(
        host,
        other,
        ioThreads,
        heads,
        buffers,
        connections,
        timeouts,
        requests,
        http2,
        http3,
        tls,
        redirect,
        unixSocket,
        proxies,
        shutdown);
  }

  /** Returns a copy with that many event loops; 0 for one per core. */
  public ServerOptions withIoThreads(int other) {
    return new ServerOptions(
        host,
        port,
        other,
        heads,
        buffers,
        connections,
        timeouts,
        requests,
        http2,
        http3,
        tls,
        redirect,
        unixSocket,
        proxies,
        shutdown);
  }

  /** Returns a copy with that change made to limits on the heads of requests. */
  public ServerOptions withHeads(UnaryOperator<HeadLimits> change) {
    return new ServerOptions(
        host,
        port,
        ioThreads,
        change.apply(heads),
        buffers,
        connections,
        timeouts,
        requests,
        http2,
        http3,
        tls,
        redirect,
        unixSocket,
        proxies,
        shutdown);
  }

  /** Returns a copy with that change made to limits on what is buffered for a request. */
  public ServerOptions withBuffers(UnaryOperator<Buffers> change) {
    return new ServerOptions(
        host,
        port,
        ioThreads,
        heads,
        change.apply(buffers),
        connections,
        timeouts,
        requests,
        http2,
        http3,
        tls,
        redirect,
        unixSocket,
        proxies,
        shutdown);
  }

  /** Returns a copy with that change made to limits on connections. */
  public ServerOptions withConnections(UnaryOperator<ConnectionLimits> change) {
    return new ServerOptions(
        host,
        port,
        ioThreads,
        heads,
        buffers,
        change.apply(connections),
        timeouts,
        requests,
        http2,
        http3,
        tls,
        redirect,
        unixSocket,
        proxies,
        shutdown);
  }

  /** Returns a copy with that change made to how long clients are waited for. */
  public ServerOptions withTimeouts(UnaryOperator<Timeouts> change) {
    return new ServerOptions(
        host,
        port,
        ioThreads,
        heads,
        buffers,
        connections,
        change.apply(timeouts),
        requests,
        http2,
        http3,
        tls,
        redirect,
        unixSocket,
        proxies,
        shutdown);
  }

  /** Returns a copy with that change made to what the service grants its requests, the deadline first. */
  public ServerOptions withRequests(UnaryOperator<RequestLimits> change) {
    return new ServerOptions(
        host,
        port,
        ioThreads,
        heads,
        buffers,
        connections,
        timeouts,
        change.apply(requests),
        http2,
        http3,
        tls,
        redirect,
        unixSocket,
        proxies,
        shutdown);
  }

  /** Returns a copy with that change made to HTTP/2. */
  public ServerOptions withHttp2(UnaryOperator<Http2Options> change) {
    return new ServerOptions(
        host,
        port,
        ioThreads,
        heads,
        buffers,
        connections,
        timeouts,
        requests,
        change.apply(http2),
        http3,
        tls,
        redirect,
        unixSocket,
        proxies,
        shutdown);
  }

  /** Returns a copy with that change made to HTTP/3. */
  public ServerOptions withHttp3(UnaryOperator<Http3Options> change) {
    return new ServerOptions(
        host,
        port,
        ioThreads,
        heads,
        buffers,
        connections,
        timeouts,
        requests,
        http2,
        change.apply(http3),
        tls,
        redirect,
        unixSocket,
        proxies,
        shutdown);
  }

  /** Returns a copy that speaks TLS, and nothing else, on its port. */
  public ServerOptions withTls(TlsOptions other) {
    return withTls(Optional.of(other), redirect);
  }

  /**
   * Returns a copy that also listens in clear text, and sends clients on to the port with TLS.
   *
   * @param from the port to listen on; 0 to have a free one chosen
   */
  public ServerOptions withRedirectFrom(int from) {
    return withRedirect(new HttpsRedirect(from, 0));
  }

  /** Returns a copy that also listens in clear text, and sends clients on to a port with TLS. */
  public ServerOptions withRedirect(HttpsRedirect other) {
    return withTls(tls, Optional.of(other));
  }

  /** Returns a copy that also listens on a Unix domain socket, which owner and group may connect to. */
  public ServerOptions withUnixSocket(Path path) {
    return withUnixSocket(UnixSocket.at(path));
  }

  /** Returns a copy that also listens on a Unix domain socket. */
  public ServerOptions withUnixSocket(UnixSocket other) {
    return new ServerOptions(
        host,
        port,
        ioThreads,
        heads,
        buffers,
        connections,
        timeouts,
        requests,
        http2,
        http3,
        tls,
        redirect,
        Optional.of(other),
        proxies,
        shutdown);
  }

  /** Returns a copy with that change made to whose word about their clients is taken. */
  public ServerOptions withProxies(UnaryOperator<Proxies> change) {
    return new ServerOptions(
        host,
        port,
        ioThreads,
        heads,
        buffers,
        connections,
        timeouts,
        requests,
        http2,
        http3,
        tls,
        redirect,
        unixSocket,
        change.apply(proxies),
        shutdown);
  }

  /** Returns a copy with that change made to how the server stops. */
  public ServerOptions withShutdown(UnaryOperator<Shutdown> change) {
    return new ServerOptions(
        host,
        port,
        ioThreads,
        heads,
        buffers,
        connections,
        timeouts,
        requests,
        http2,
        http3,
        tls,
        redirect,
        unixSocket,
        proxies,
        change.apply(shutdown));
  }

  private ServerOptions withTls(Optional<TlsOptions> newTls, Optional<HttpsRedirect> newRedirect) {
    return new ServerOptions(
        host,
        port,
        ioThreads,
        heads,
        buffers,
        connections,
        timeouts,
        requests,
        http2,
        http3,
        newTls,
        newRedirect,
        unixSocket,
        proxies,
        shutdown);
  }
}
