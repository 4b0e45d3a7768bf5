package io.molt.benchmarks.restarts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/** Sends over HTTP/1.1 or HTTP/2, by the client of reactor-netty. */
final class PooledSender implements Sender {
  private static final int MAX_CONNECTIONS = 256;
  // Less than the server leaves idle connections open when it stops: no request then crosses with a
  // close, however late the client is to see that (RFC 9112 section 9.6).
  private static final Duration MAX_IDLE = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient client;
  private final String scheme;

  PooledSender(HttpProtocol protocol) {
    HttpClient plain = HttpClient.create(ConnectionProvider.builder("load")
            .maxConnections(MAX_CONNECTIONS)
            .maxIdleTime(MAX_IDLE)
            .build())
        .protocol(protocol)
        .disableRetry(true)
        .responseTimeout(PATIENCE);
    client = protocol == HttpProtocol.H2 ? secured(plain) : plain;
    scheme = protocol == HttpProtocol.H2 ? "https" : "http";
  }

  private static HttpClient secured(HttpClient client) {
    GenericSslContextSpec<SslContextBuilder> tls = Http2SslContextSpec.forClient()
        .configure(context -> context.trustManager(InsecureTrustManagerFactory.INSTANCE));
    return client.secure(spec -> spec.sslContext(tls));
  }

  @Override
  public Mono<String> send(Call call, int port) {
    return client
        .request(HttpMethod.valueOf(call.method()))
        .uri(scheme + "://127.0.0.1:" + port + call.path())
        .send(content(call))
        .responseSingle((head, answer) -> answer
            .asString(StandardCharsets.UTF_8)
            .defaultIfEmpty("")
            .map(text -> head.status().code() == 200 ? text : head.status() + " " + text));
  }

  private static Mono<ByteBuf> content(Call call) {
    byte[] content = call.content();
    return content.length == 0
        ? Mono.empty()
        : Mono.fromSupplier(() -> Unpooled.wrappedBuffer(content));
  }
}
