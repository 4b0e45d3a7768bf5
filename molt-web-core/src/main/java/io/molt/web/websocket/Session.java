package io.molt.web.websocket;

import io.molt.web.codec.TypeRef;
import io.molt.web.http.Request;
import java.lang.reflect.Type;
import java.util.Optional;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A link as its handler sees it. */
final class Session implements WebSocketSession {
  private final Link link;
  private final Request request;
  private final Optional<String> subprotocol;

  Session(Link link, Request request, Optional<String> subprotocol) {
    this.link = link;
    this.request = request;
    this.subprotocol = subprotocol;
  }

  @Override
  public Request request() {
    return request;
  }

  @Override
  public Optional<String> subprotocol() {
    return subprotocol;
  }

  @Override
  public Flux<Message> receive() {
    return link.inbox();
  }

  @Override
  public <T> Flux<T> receive(Class<T> type) {
    return values(type);
  }

  @Override
  public <T> Flux<T> receive(TypeRef<T> type) {
    return values(type.type());
  }

  @Override
  public Mono<Void> send(Publisher<?> messages) {
    return Lane.sending(link, messages);
  }

  @Override
  public Mono<Void> send(Object message) {
    return message instanceof Publisher<?> several
        ? send(several)
        : Lane.sending(link, Mono.just(message));
  }

  @Override
  public Mono<Void> close(CloseStatus status) {
    WebSocketOptions.requireSendable(status);
    return Mono.defer(() -> {
      link.ask(status);
      return closed().then();
    });
  }

  @Override
  public Mono<CloseStatus> closed() {
    return link.closed();
  }

  private <T> Flux<T> values(Type type) {
    // Nothing is asked for ahead: what is not read yet holds the client back.
    return link.inbox().concatMap(message -> link.conversion().value(message, type), 0);
  }
}
