package io.molt.web.test;

import io.molt.web.http.Body;
import io.molt.web.http.Connection;
import io.molt.web.http.Request;
import io.molt.web.http.RequestContext;
import io.molt.web.http.Service;
import java.time.Duration;
import java.util.List;
import reactor.core.Disposable;

/** Calls the app, where a server would after it has parsed a request. */
final class InMemoryWire implements Wire {
  private final Target target;
  private final EventLoop loop;

  InMemoryWire(Target target, Duration limit) {
    this.target = target;
    Service service = target.service();
    this.loop = new EventLoop(limit, service.limits().blocking().warnAfter(), service::blocked);
  }

  @Override
  public Disposable send(Outgoing outgoing, Conversation conversation) {
    InMemoryExchange exchange = new InMemoryExchange(target, loop, conversation.reply());
    loop.run(conversation::toString, () -> exchange.start(request(outgoing, exchange)));
    return () -> loop.run(exchange::clientGone);
  }

  @Override
  public Disposable open(Outgoing request, Conversation conversation) {
    return send(request, conversation);
  }

  @Override
  public void run(Runnable task) {
    loop.run(task);
  }

  @Override
  public int port() {
    return -1;
  }

  @Override
  public void limit(Duration limit) {
    loop.limit(limit);
  }

  @Override
  public List<String> close() {
    target.service().stop();
    return List.of();
  }

  private Request request(Outgoing outgoing, InMemoryExchange exchange) {
    RequestContext context = RequestContext.create(
        target.service(), Connection.IN_MEMORY, outgoing.headers(), loop::run);
    Body body = exchange.inbound(outgoing.body());
    return Request.of(
        outgoing.method(),
        outgoing.target(),
        outgoing.headers(),
        body,
        exchange.trailers(outgoing),
        context);
  }
}
