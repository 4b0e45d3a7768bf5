package io.molt.web.test;

import io.molt.web.server.ServerOptions;
import io.molt.web.tls.TlsOptions;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.Http3SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/** What server and client have to be told to speak a protocol. Each server makes a certificate, which is not verified. */
enum LiveProtocol {
  HTTP_1_1 {
    @Override
    HttpClient configure(HttpClient client) {
      return client.protocol(HttpProtocol.HTTP11);
    }
  },
  HTTP_2_CLEARTEXT {
    @Override
    HttpClient configure(HttpClient client) {
      return client.protocol(HttpProtocol.H2C);
    }
  },
  HTTP_2 {
    @Override
    ServerOptions configure(ServerOptions options) {
      return options.withTls(TlsOptions.selfSigned()).withHttp3(http3 -> http3.withEnabled(false));
    }

    @Override
    HttpClient configure(HttpClient client) {
      GenericSslContextSpec<SslContextBuilder> tls = Http2SslContextSpec.forClient()
          .configure(context -> context.trustManager(InsecureTrustManagerFactory.INSTANCE));
      return client.protocol(HttpProtocol.H2).secure(spec -> spec.sslContext(tls));
    }
  },
  HTTP_3 {
    @Override
    ServerOptions configure(ServerOptions options) {
      return options.withTls(TlsOptions.selfSigned());
    }

    @Override
    HttpClient configure(HttpClient client) {
      Http3SslContextSpec tls = Http3SslContextSpec.forClient()
          .configure(context -> context.trustManager(InsecureTrustManagerFactory.INSTANCE));
      return client
          .protocol(HttpProtocol.HTTP3)
          .secure(spec -> spec.sslContext(tls))
          // Without them the server may send nothing.
          .http3Settings(settings ->
              settings.maxData(CONNECTION_WINDOW).maxStreamDataBidirectionalLocal(STREAM_WINDOW));
    }
  };

  private static final long CONNECTION_WINDOW = 16 * 1024 * 1024;
  private static final long STREAM_WINDOW = 64 * 1024;

  static LiveProtocol of(Transport transport) {
    return valueOf(transport.name());
  }

  ServerOptions configure(ServerOptions options) {
    return options;
  }

  abstract HttpClient configure(HttpClient client);
}
