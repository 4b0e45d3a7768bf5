package io.molt.web.server;

import io.molt.web.http.Service;

/** What the connections of one server share. */
final class ServerContext {
  final Service service;
  final ServerOptions options;
  final DateHeader date;
  private volatile boolean stopping;

  ServerContext(Service service, ServerOptions options) {
    this.service = service;
    this.options = options;
    this.date = new DateHeader(service.clock());
  }

  /** Returns whether the server is stopping: every response from now on closes its connection. */
  boolean isStopping() {
    return stopping;
  }

  void stop() {
    stopping = true;
  }
}
