package io.molt.web.server;

import io.molt.web.http.Handler;
import java.time.Clock;
import reactor.core.scheduler.Scheduler;

/** What the connections of one server share. */
final class ServerContext {
  final Handler handler;
  final ServerOptions options;
  final Scheduler scheduler;
  final Clock clock;
  final DateHeader date;
  private volatile boolean stopping;

  ServerContext(Handler handler, ServerOptions options, Scheduler scheduler, Clock clock) {
    this.handler = handler;
    this.options = options;
    this.scheduler = scheduler;
    this.clock = clock;
    this.date = new DateHeader(clock);
  }

  /** Returns whether the server is stopping: every response from now on closes its connection. */
  boolean isStopping() {
    return stopping;
  }

  void stop() {
    stopping = true;
  }
}
