package io.molt.web.websocket;

import io.molt.web.codec.TypeRef;
import io.molt.web.http.Request;
import java.util.Optional;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One conversation with one client. Safe to use from any thread.
 *
 * <p>Pings are answered, and sent, by the session itself, and so are closes.
 */
public interface WebSocketSession {

  /** Returns the request that began it: path parameters, header fields, state, context. */
  Request request();

  /** Returns the subprotocol that was agreed on, or empty if there is none (RFC 6455 section 1.9). */
  Optional<String> subprotocol();

  /**
   * Returns the messages of the client, no faster than they are asked for: as long as nobody asks, none is read, and the
   * client is held back. They complete when the client closes, or this side does; what breaks the protocol, or a limit, is
   * an error of type {@link WebSocketException}.
   *
   * <p>One subscriber at a time; another may follow one that has cancelled, and misses nothing. While messages wait that
   * nobody asks for, neither a close nor a ping behind them is seen: who wants none says {@code receive().then()}.
   */
  Flux<Message> receive();

  /**
   * Returns the messages as values, read from JSON by the app's codec and validated. Failing to read one is an error, and
   * closes the session with 1007 unless the handler deals with it; an invalid one, with 1008.
   */
  <T> Flux<T> receive(Class<T> type);

  /** Returns the messages as values of a generic type; see {@link #receive(Class)}. */
  <T> Flux<T> receive(TypeRef<T> type);

  /**
   * Returns a Mono that, when subscribed to, sends messages as they come, one after the other, and completes when all have
   * been handed to the connection. Each is asked for when the client has taken enough of those before. Several may be sent
   * side by side; their messages take turns.
   *
   * <p>A {@link Message} is sent as it is, a {@code String} as text, a {@code byte[]} as bytes, anything else as JSON in
   * text. An array belongs to the session from then on. It fails with a {@link WebSocketException} if the session ends
   * first; the source is cancelled then.
   */
  Mono<Void> send(Publisher<?> messages);

  /** Returns a Mono that, when subscribed to, sends one message; see {@link #send(Publisher)}. */
  Mono<Void> send(Object message);

  /**
   * Returns a Mono that, when subscribed to, closes the session, and completes when it has ended.
   *
   * @throws IllegalArgumentException if the status must not be sent
   */
  Mono<Void> close(CloseStatus status);

  /**
   * Returns a Mono that tells how the session ended, when it has: the client's status if it closed first, else this side's.
   * {@link CloseStatus#GONE} is a client, or a connection, that ended without closing;
   * {@link io.molt.web.http.RequestContext#outcome()} of the request then tells whether it was the client, a deadline or a
   * drain.
   */
  Mono<CloseStatus> closed();
}
