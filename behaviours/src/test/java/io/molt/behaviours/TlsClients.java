package io.molt.behaviours;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.time.Duration;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.Http3SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.tcp.SslProvider;

/** Asks servers of other processes over TLS, whatever certificate they show. */
final class TlsClients {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private TlsClients() {}

  /** Returns the content of the response; fails if the server does not speak the protocol. */
  static String get(HttpProtocol protocol, int port, String path) {
    return client(protocol)
        .protocol(protocol)
        .get()
        .uri("https://127.0.0.1:" + port + path)
        .responseContent()
        .aggregate()
        .asString()
        .block(PATIENCE);
  }

  private static HttpClient client(HttpProtocol protocol) {
    HttpClient client = HttpClient.newConnection().secure(spec -> spec.sslContext(tls(protocol)));
    return protocol == HttpProtocol.HTTP3
        ? client.http3Settings(
            settings -> settings.maxData(1 << 20).maxStreamDataBidirectionalLocal(1 << 16))
        : client;
  }

  private static SslProvider.GenericSslContextSpec<?> tls(HttpProtocol protocol) {
    return switch (protocol) {
      case HTTP11 ->
        Http11SslContextSpec.forClient()
            .configure(context -> context.trustManager(InsecureTrustManagerFactory.INSTANCE));
      case H2 ->
        Http2SslContextSpec.forClient()
            .configure(context -> context.trustManager(InsecureTrustManagerFactory.INSTANCE));
      case HTTP3 ->
        Http3SslContextSpec.forClient()
            .configure(context -> context.trustManager(InsecureTrustManagerFactory.INSTANCE));
      default -> throw new IllegalArgumentException(protocol + " (expected: a protocol over TLS)");
    };
  }
}
