package io.molt.benchmarks.restarts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * Clients that ask one instance after the other, and go to the next only where a connection is refused: whatever else
 * goes wrong is a failure, and is not tried again.
 */
final class Load {
  private static final int MAX_CONNECTIONS = 256;
  private static final int ATTEMPTS = 40;
  // Less than the server leaves idle connections open when it stops: no request then crosses with a
  // close, however late the client is to see that (RFC 9112 section 9.6).
  private static final Duration MAX_IDLE = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String CONTENT = "0123456789abcdef".repeat(1024);
  private static final List<Call> CALLS = List.of(
      new Call(HttpMethod.GET, "/quick", "quick"),
      new Call(HttpMethod.GET, "/stream", "0\n1\n2\n3\n4\n"),
      new Call(HttpMethod.POST, "/echo", CONTENT),
      new Call(HttpMethod.GET, "/slow", "slow"));

  private final HttpClient client;
  private final List<Integer> ports;
  private final Tally tally;
  private final AtomicLong turn = new AtomicLong();

  Load(HttpProtocol protocol, List<Integer> ports, Tally tally) {
    this.client = HttpClient.create(ConnectionProvider.builder("load")
            .maxConnections(MAX_CONNECTIONS)
            .maxIdleTime(MAX_IDLE)
            .build())
        .host("127.0.0.1")
        .protocol(protocol)
        .disableRetry(true)
        .responseTimeout(PATIENCE);
    this.ports = ports;
    this.tally = tally;
  }

  /** Starts that many clients, each of which asks again as soon as it has its answer. */
  Disposable start(int clients) {
    return Flux.range(0, clients).flatMap(client -> ask().repeat(), clients).subscribe();
  }

  private Mono<Void> ask() {
    return Mono.defer(() -> {
      long number = turn.getAndIncrement();
      Call call = CALLS.get((int) (number / ports.size() % CALLS.size()));
      return ask(call, number, ATTEMPTS)
          .doOnSuccess(nothing -> tally.answered())
          .onErrorResume(error -> Mono.fromRunnable(() -> tally.failed(error)));
    });
  }

  private Mono<Void> ask(Call call, long number, int attempts) {
    int port = ports.get((int) (number % ports.size()));
    return send(call, port)
        .flatMap(answer -> call.check(answer))
        .onErrorResume(ConnectException.class, refused -> {
          tally.refused();
          return attempts == 0
              ? Mono.error(refused)
              : Mono.delay(PAUSE).then(ask(call, number + 1, attempts - 1));
        });
  }

  private Mono<String> send(Call call, int port) {
    return client
        .port(port)
        .request(call.method())
        .uri(call.path())
        .send(call.content())
        .responseSingle((head, answer) -> answer
            .asString(StandardCharsets.UTF_8)
            .defaultIfEmpty("")
            .map(text -> head.status().code() == 200 ? text : head.status() + " " + text));
  }

  /** A request, and what is expected to come back. */
  private record Call(HttpMethod method, String path, String expected) {
    Mono<ByteBuf> content() {
      return method.equals(HttpMethod.POST)
          ? Mono.fromSupplier(() -> Unpooled.copiedBuffer(expected, StandardCharsets.UTF_8))
          : Mono.empty();
    }

    Mono<Void> check(String answer) {
      return answer.equals(expected)
          ? Mono.empty()
          : Mono.error(new IllegalStateException(path + " answered " + answer.length()
              + " characters: " + answer.substring(0, Math.min(40, answer.length()))));
    }
  }
}
