package io.molt.web.config;

import static io.molt.web.config.Kind.DURATION;
import static io.molt.web.config.Kind.LARGE_SIZE;
import static io.molt.web.config.Kind.NUMBER;
import static io.molt.web.config.Kind.PATH;
import static io.molt.web.config.Kind.PEERS;
import static io.molt.web.config.Kind.PORT;
import static io.molt.web.config.Kind.SIZE;
import static io.molt.web.config.Kind.SWITCH;
import static io.molt.web.config.Kind.TEXT;

import io.molt.web.http.AdmissionLimits;
import io.molt.web.http.BackgroundLimits;
import io.molt.web.http.BlockingLimits;
import io.molt.web.http.RequestLimits;
import io.molt.web.server.Buffers;
import io.molt.web.server.ConnectionLimits;
import io.molt.web.server.HeadLimits;
import io.molt.web.server.Http2Options;
import io.molt.web.server.Http3Options;
import io.molt.web.server.Proxies;
import io.molt.web.server.ServerOptions;
import io.molt.web.server.Shutdown;
import io.molt.web.server.Timeouts;
import io.molt.web.server.UnixSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every option that can be set from outside: a row gives it an argument, a property, a variable and its line of help. */
final class SettingsTable {
  private static final Part<HeadLimits> HEADS =
      new Part<>(ServerOptions::heads, ServerOptions::withHeads);
  private static final Part<Buffers> BUFFERS =
      new Part<>(ServerOptions::buffers, ServerOptions::withBuffers);
  private static final Part<ConnectionLimits> CONNECTIONS =
      new Part<>(ServerOptions::connections, ServerOptions::withConnections);
  private static final Part<Proxies> PROXIES =
      new Part<>(ServerOptions::proxies, ServerOptions::withProxies);
  private static final Part<Timeouts> TIMEOUTS =
      new Part<>(ServerOptions::timeouts, ServerOptions::withTimeouts);
  private static final Part<RequestLimits> REQUESTS =
      new Part<>(ServerOptions::requests, ServerOptions::withRequests);
  private static final Part<BackgroundLimits> BACKGROUND =
      REQUESTS.part(RequestLimits::background, RequestLimits::withBackground);
  private static final Part<AdmissionLimits> ADMISSION =
      REQUESTS.part(RequestLimits::admission, RequestLimits::withAdmission);
  private static final Part<BlockingLimits> BLOCKING =
      REQUESTS.part(RequestLimits::blocking, RequestLimits::withBlocking);
  private static final Part<Http2Options> HTTP2 =
      new Part<>(ServerOptions::http2, ServerOptions::withHttp2);
  private static final Part<Http3Options> HTTP3 =
      new Part<>(ServerOptions::http3, ServerOptions::withHttp3);
  private static final Part<Shutdown> SHUTDOWN =
      new Part<>(ServerOptions::shutdown, ServerOptions::withShutdown);

  // A row is easier to read, and to copy, on two lines than on six.
  // spotless:off
  private static final List<Setting> SERVER = List.of(
      Setting.of("host", TEXT, ServerOptions::host, ServerOptions::withHost,
          "The address to listen on; 0.0.0.0 for all"),
      Setting.of("port", PORT, ServerOptions::port, ServerOptions::withPort,
          "The port to listen on; 0 for any free one"),
      Setting.ofDraft("unix-socket", PATH, options -> options.unixSocket().map(UnixSocket::path), SettingsTable::unixSocket,
          "The path of a Unix domain socket to listen on as well, in clear text"),
      Setting.ofDraft("unix-socket-permissions", TEXT, options -> options.unixSocket().map(UnixSocket::permissions), SettingsTable::permissions,
          "Who may connect to it, as ls shows it: owner and group unless set"),
      Setting.of("io-threads", NUMBER, ServerOptions::ioThreads, ServerOptions::withIoThreads,
          "Event loops; 0 for one per core"),

      REQUESTS.row("request-timeout", DURATION, RequestLimits::deadline, RequestLimits::withDeadline,
          "How long a request may take until its response begins, unless its route says otherwise; 0 for no limit"),
      REQUESTS.optionalRow("request-timeout-header", TEXT, RequestLimits::deadlineHeader, RequestLimits::withDeadlineHeader,
          "The header field by which a client may ask for less time, such as request-timeout"),
      REQUESTS.row("max-collecting", LARGE_SIZE, RequestLimits::maxCollecting, RequestLimits::withMaxCollecting,
          "Content of all requests at a time that is read whole and not whole yet; more get 503")
          .withDefault("1/4 of the heap"),
      BACKGROUND.row("max-background", NUMBER, BackgroundLimits::max, BackgroundLimits::withMax,
          "How much work that outlives its request may go on at a time; 0 for none"),
      BACKGROUND.row("background-lifetime", DURATION, BackgroundLimits::lifetime, BackgroundLimits::withLifetime,
          "How long work that outlives its request may take, unless it is given another time"),

      ADMISSION.row("max-in-flight", NUMBER, AdmissionLimits::maxInFlight, AdmissionLimits::withMaxInFlight,
          "How many requests may be worked on at a time; 0 for any number"),
      ADMISSION.row("max-queued", NUMBER, AdmissionLimits::maxQueued, AdmissionLimits::withMaxQueued,
          "How many requests may wait in line for one of those places; more get 503"),
      ADMISSION.row("max-queue-time", DURATION, AdmissionLimits::maxQueueTime, AdmissionLimits::withMaxQueueTime,
          "How long a request may wait in line; then 503"),
      ADMISSION.row("max-loop-wait", DURATION, AdmissionLimits::maxLoopWait, AdmissionLimits::withMaxLoopWait,
          "How long requests may wait for an event loop with too much to do before more get 503; 0 for as long as it takes"),

      BLOCKING.row("max-blocking-threads", NUMBER, BlockingLimits::maxThreads, BlockingLimits::withMaxThreads,
          "How much code that blocks may run at a time"),
      BLOCKING.row("max-blocking-queued", NUMBER, BlockingLimits::maxQueued, BlockingLimits::withMaxQueued,
          "How much code that blocks may wait for a thread; more gets 503"),
      BLOCKING.row("blocking-warn-after", DURATION, BlockingLimits::warnAfter, BlockingLimits::withWarnAfter,
          "How long code may keep an event loop before a warning names its line; 0 for as long as it likes"),

      HEADS.row("max-initial-line", SIZE, HeadLimits::maxInitialLine, HeadLimits::withMaxInitialLine,
          "The longest request line; beyond it 414"),
      HEADS.row("max-header-size", SIZE, HeadLimits::maxHeaderSize, HeadLimits::withMaxHeaderSize,
          "The largest header section; beyond it 431"),
      HEADS.row("max-header-line", SIZE, HeadLimits::maxHeaderLine, HeadLimits::withMaxHeaderLine,
          "The longest field line; beyond it 431"),
      HEADS.row("max-header-count", NUMBER, HeadLimits::maxHeaderCount, HeadLimits::withMaxHeaderCount,
          "The most field lines; beyond it 431"),

      BUFFERS.row("max-chunk-size", SIZE, Buffers::maxChunkSize, Buffers::withMaxChunkSize,
          "The most content that is handed on in one piece"),
      BUFFERS.row("read-ahead", SIZE, Buffers::readAhead, Buffers::withReadAhead,
          "Content that is read before the handler asks for it"),
      BUFFERS.row("total-read-ahead", LARGE_SIZE, Buffers::totalReadAhead, Buffers::withTotalReadAhead,
          "The same of all requests at a time")
          .withDefault("1/8 of the heap"),
      BUFFERS.row("max-discard", SIZE, Buffers::maxDiscard, Buffers::withMaxDiscard,
          "Unread content that is thrown away to save the connection"),
      BUFFERS.row("low-write-watermark", SIZE, Buffers::lowWriteWatermark, Buffers::withLowWriteWatermark,
          "Unsent output below which a response stream is asked for more again"),
      BUFFERS.row("high-write-watermark", SIZE, Buffers::highWriteWatermark, Buffers::withHighWriteWatermark,
          "Unsent output above which a response stream is not asked for more"),

      CONNECTIONS.row("max-connections", NUMBER, ConnectionLimits::maxConnections, ConnectionLimits::withMaxConnections,
          "The most connections at a time"),
      CONNECTIONS.row("max-connections-per-peer", NUMBER, ConnectionLimits::maxPerPeer, ConnectionLimits::withMaxPerPeer,
          "The most connections of one address at a time"),
      CONNECTIONS.row("max-requests-per-connection", NUMBER, ConnectionLimits::maxRequests, ConnectionLimits::withMaxRequests,
          "The most requests of one connection; then it closes"),
      CONNECTIONS.row("max-connection-age", DURATION, ConnectionLimits::maxAge, ConnectionLimits::withMaxAge,
          "How old a connection gets; then it closes once it is idle; 0 for no limit"),

      PROXIES.row("trusted-proxies", PEERS, Proxies::trusted, Proxies::withTrusted,
          "The proxies whose word about their clients is taken: addresses, blocks, or unix"),
      PROXIES.row("proxy-protocol", SWITCH, Proxies::proxyProtocol, Proxies::withProxyProtocol,
          "Whether connections of trusted proxies begin with a header of the PROXY protocol"),

      TIMEOUTS.row("request-head-timeout", DURATION, Timeouts::requestHead, Timeouts::withRequestHead,
          "How long the head of a request may take; 0 for no limit"),
      TIMEOUTS.row("body-idle-timeout", DURATION, Timeouts::bodyIdle, Timeouts::withBodyIdle,
          "How long content may stay away that a handler waits for; 0 for no limit"),
      TIMEOUTS.row("keep-alive-timeout", DURATION, Timeouts::keepAlive, Timeouts::withKeepAlive,
          "How long a connection may be idle between requests; 0 for no limit"),
      TIMEOUTS.row("write-stall-timeout", DURATION, Timeouts::writeStall, Timeouts::withWriteStall,
          "How long a client may take none of the output that waits for it; 0 for no limit"),
      TIMEOUTS.row("tls-handshake-timeout", DURATION, Timeouts::tlsHandshake, Timeouts::withTlsHandshake,
          "How long a TLS handshake may take; 0 for no limit"),
      TIMEOUTS.row("min-rate", SIZE, Timeouts::minRate, Timeouts::withMinRate,
          "How much a second a client has to send or take while it is waited for, on average; 0 for no limit"),

      HTTP2.row("http2", SWITCH, Http2Options::enabled, Http2Options::withEnabled,
          "Whether HTTP/2 is spoken"),
      HTTP2.row("http2-max-concurrent-streams", NUMBER, Http2Options::maxConcurrentStreams, Http2Options::withMaxConcurrentStreams,
          "The most requests of one HTTP/2 connection at a time"),
      HTTP2.row("http2-initial-window", SIZE, Http2Options::initialWindow, Http2Options::withInitialWindow,
          "How much of one stream a client may send before any of it is read"),
      HTTP2.row("http2-max-resets", NUMBER, Http2Options::maxResets, Http2Options::withMaxResets,
          "The most streams that a client may reset within the reset window"),
      HTTP2.row("http2-reset-window", DURATION, Http2Options::resetWindow, Http2Options::withResetWindow,
          "The time in which resets and control frames are counted"),
      HTTP2.row("http2-max-control-frames", NUMBER, Http2Options::maxControlFrames, Http2Options::withMaxControlFrames,
          "The most SETTINGS, PING, PRIORITY and empty frames within the reset window"),

      HTTP3.row("http3", SWITCH, Http3Options::enabled, Http3Options::withEnabled,
          "Whether HTTP/3 is spoken, where there is TLS"),
      HTTP3.row("http3-max-concurrent-streams", NUMBER, Http3Options::maxConcurrentStreams, Http3Options::withMaxConcurrentStreams,
          "The most requests of one HTTP/3 connection at a time"),
      HTTP3.row("http3-initial-window", SIZE, Http3Options::initialWindow, Http3Options::withInitialWindow,
          "How much of one stream a client may send before any of it is read"),
      HTTP3.row("http3-connection-window", SIZE, Http3Options::connectionWindow, Http3Options::withConnectionWindow,
          "How much of all streams of a connection a client may send before any of it is read"),
      HTTP3.row("http3-max-resets", NUMBER, Http3Options::maxResets, Http3Options::withMaxResets,
          "The most streams that a client may reset within the reset window"),
      HTTP3.row("http3-reset-window", DURATION, Http3Options::resetWindow, Http3Options::withResetWindow,
          "The time in which resets and frames without content are counted"),
      HTTP3.row("http3-max-control-frames", NUMBER, Http3Options::maxControlFrames, Http3Options::withMaxControlFrames,
          "The most frames without content or meaning within the reset window"),
      HTTP3.row("http3-alt-svc-max-age", DURATION, Http3Options::altSvcMaxAge, Http3Options::withAltSvcMaxAge,
          "How long clients may remember that HTTP/3 is spoken here; 0 to say nothing of it"),

      SHUTDOWN.row("shutdown-readiness-wait", DURATION, Shutdown::readinessWait, Shutdown::withReadinessWait,
          "How long to go on, declared not ready, before the listener closes"),
      SHUTDOWN.row("shutdown-grace", DURATION, Shutdown::grace, Shutdown::withGrace,
          "How long requests, streams and background work may take to end before they are cancelled"),
      SHUTDOWN.row("shutdown-idle-wait", DURATION, Shutdown::idleWait, Shutdown::withIdleWait,
          "How long a connection without a request is left open once the listener has closed"));
  // spotless:on

  static final List<Setting> ALL =
      Stream.concat(SERVER.stream(), TlsTable.ROWS.stream()).toList();

  private SettingsTable() {}

  /** Returns the setting of that name. */
  static Optional<Setting> named(String name) {
    return ALL.stream().filter(setting -> setting.name().equals(name)).findFirst();
  }

  private static void unixSocket(Draft draft, Path path) {
    draft.change(options -> options.withUnixSocket(options
        .unixSocket()
        .map(socket -> new UnixSocket(path, socket.permissions()))
        .orElse(UnixSocket.at(path))));
  }

  private static void permissions(Draft draft, String permissions) {
    draft.change(options -> options.withUnixSocket(options
        .unixSocket()
        .orElseThrow(
            () -> new IllegalArgumentException("there is no socket (expected: unix-socket too)"))
        .withPermissions(permissions)));
  }
}
