package io.molt.web.server;

import io.molt.web.http.Service;
import io.netty.util.concurrent.EventExecutor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the connections of one server share. */
final class ServerContext {
  final Service service;
  final ServerOptions options;
  final DateHeader date;
  final ConnectionGate gate;
  final ReadAhead ahead;
  private final Patience patience;
  private final Map<EventExecutor, Watches> watches = new ConcurrentHashMap<>();

  ServerContext(Service service, ServerOptions options) {
    this.service = service;
    this.options = options;
    this.date = new DateHeader(service.clock());
    this.gate = new ConnectionGate(options.connections(), address -> false);
    this.ahead = new ReadAhead(options.buffers().totalReadAhead());
    this.patience = new Patience(options.timeouts(), options.connections().maxAge());
  }

  /** Returns whether the server is stopping: every response from now on closes its connection. */
  boolean isStopping() {
    return service.isDraining();
  }

  /** Returns what keeps the time that clients take, of all connections on one event loop. */
  Watches watches(EventExecutor loop) {
    return watches.computeIfAbsent(loop, key -> new Watches(key, patience));
  }
}
