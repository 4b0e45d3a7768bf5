package io.molt.web.server;

import io.molt.web.http.Connection;
import io.molt.web.http.Handler;
import io.molt.web.http.HttpException;
import io.molt.web.http.Refused;
import io.molt.web.http.Service;
import io.netty.util.concurrent.EventExecutor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the connections of one server share, whichever port they came to, and what answers on one of them. */
final class ServerContext {
  private static final int REQUEST_TIMEOUT = 408;

  final Service service;
  final Handler handler;
  final ServerOptions options;
  final DateHeader date;
  final ConnectionGate gate;
  final ReadAhead ahead;
  private final Patience patience;
  private final Map<EventExecutor, Watches> watches;
  private final Map<EventExecutor, FrugalReads> reads;
  private final Map<EventExecutor, HeadEncoder> encoders;
  private volatile @Nullable String alternative;

  ServerContext(Service service, ServerOptions options) {
    this.service = service;
    this.handler = service.handler();
    this.options = options;
    this.date = new DateHeader(service.clock());
    this.gate = new ConnectionGate(options.connections(), options.proxies().trusted()::trusts);
    this.ahead = new ReadAhead(options.buffers().totalReadAhead());
    this.patience = new Patience(options.timeouts(), options.connections().maxAge());
    this.watches = new ConcurrentHashMap<>();
    this.reads = new ConcurrentHashMap<>();
    this.encoders = new ConcurrentHashMap<>();
  }

  private ServerContext(ServerContext shared, Handler handler) {
    this.service = shared.service;
    this.handler = handler;
    this.options = shared.options;
    this.date = shared.date;
    this.gate = shared.gate;
    this.ahead = shared.ahead;
    this.patience = shared.patience;
    this.watches = shared.watches;
    this.reads = shared.reads;
    this.encoders = new ConcurrentHashMap<>();
  }

  /** Returns what a port answers from that has another handler, and shares everything else. */
  ServerContext answeringWith(Handler other) {
    return new ServerContext(this, other);
  }

  /** Returns what responses say about where else the service is to be had (RFC 7838); null if nowhere. */
  @Nullable String alternative() {
    return alternative;
  }

  /** Has responses say where else the service is to be had. */
  void advertise(String alternativeService) {
    alternative = alternativeService;
  }

  /** Returns whether the server is stopping: every response from now on closes its connection. */
  boolean isStopping() {
    return service.isDraining();
  }

  /** Returns what keeps the time that clients take, of all connections on one event loop. */
  Watches watches(EventExecutor loop) {
    return watches.computeIfAbsent(loop, key -> new Watches(key, patience, service.loopWatch()));
  }

  /** Returns what the connections in clear text of one event loop read with. */
  FrugalReads reads(EventExecutor loop) {
    return reads.computeIfAbsent(loop, key -> new FrugalReads(ahead, new ReadBuffer()));
  }

  /** Returns what writes the heads of the HTTP/1.1 responses on one event loop. */
  HeadEncoder encoder(EventExecutor loop) {
    return encoders.computeIfAbsent(
        loop, key -> new HeadEncoder(this, new DateHeader(service.clock(), key)));
  }

  /** Tells observers of a request that is answered with a problem before it became one. */
  void refused(Connection connection, HttpException problem) {
    int status = problem.status().code();
    String detail = problem.problem().detail();
    service.refused(new Refused(
        status == REQUEST_TIMEOUT ? Refused.Reason.TIMED_OUT : Refused.Reason.MALFORMED,
        connection,
        status,
        detail == null ? problem.problem().title() : detail));
  }

  /** Tells observers of something that is refused without an answer. */
  void refused(Refused.Reason reason, Connection connection, String detail) {
    service.refused(new Refused(reason, connection, 0, detail));
  }

  /**
   * Tells observers of a connection that is one too many.
   *
   * @param status what its client is told; 0 for nothing
   */
  void refused(Connection connection, int status) {
    service.refused(new Refused(
        Refused.Reason.TOO_MANY_CONNECTIONS,
        connection,
        status,
        "There are too many connections."));
  }
}
