package io.molt.web.server;

import io.molt.web.http.Service;
import io.molt.web.tls.ClientAuth;
import io.molt.web.tls.TlsMaterial;
import io.molt.web.tls.TlsOptions;
import io.molt.web.tls.TlsStore;
import io.molt.web.tls.TlsVersion;
import io.netty.channel.ChannelPipeline;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import reactor.core.Disposable;

/**
 * The TLS engines of a server's TCP connections: those of the JDK, with the material that is in force when a connection
 * is made.
 */
final class TlsEngines implements AutoCloseable {
  private final TlsStore store;
  private final Disposable watch;
  private final TlsTasks tasks;
  private final long handshakeMillis;
  private final String[] protocols;
  // Set by the store before the constructor ends.
  @SuppressWarnings("NullAway.Init")
  private volatile SSLContext context;

  /**
   * Reads the material.
   *
   * @param threads the number of event loops
   * @throws IllegalArgumentException in one line, if it is not sound
   */
  TlsEngines(TlsOptions tls, ServerOptions options, Service service, int threads) {
    this.handshakeMillis = millis(options.timeouts().tlsHandshake());
    this.protocols = Protocols.names(options);
    this.store = TlsStore.open(tls, service.clock());
    store.feed(material -> context = context(material));
    // As many as there are event loops would leave these with nothing to run on.
    this.tasks = new TlsTasks(Math.max(1, threads / 2));
    this.watch = store.watch(service.scheduler());
  }

  /** Returns the material, for other protocols to use too. */
  TlsStore store() {
    return store;
  }

  /**
   * Has a connection speak TLS, and inside it what is agreed on.
   *
   * @param refusing answers clients that speak clear text
   */
  void install(ChannelPipeline pipeline, ServerContext server, ServerContext refusing) {
    TlsEntrance entrance = new TlsEntrance(refusing);
    TlsConnection connection = new TlsConnection(server, entrance, engine(), tasks);
    connection.tls().setHandshakeTimeoutMillis(handshakeMillis);
    pipeline
        .addLast("tlsEntrance", entrance)
        .addLast("tls", connection.tls())
        .addLast("tlsConnection", connection);
  }

  /** Leaves the files alone, and handshakes that are under way to themselves. */
  @Override
  public void close() {
    watch.dispose();
    tasks.close();
  }

  private SSLEngine engine() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setSSLParameters(parameters(engine));
    return engine;
  }

  private SSLParameters parameters(SSLEngine engine) {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(versions());
    parameters.setCipherSuites(strong(parameters.getCipherSuites()));
    parameters.setUseCipherSuitesOrder(true);
    parameters.setApplicationProtocols(protocols);
    ClientAuth auth = store.options().clientAuth();
    if (auth == ClientAuth.NEEDED) {
      parameters.setNeedClientAuth(true);
    } else if (auth == ClientAuth.WANTED) {
      parameters.setWantClientAuth(true);
    }
    return parameters;
  }

  private String[] versions() {
    return Stream.of(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2)
        .filter(version -> version.compareTo(store.options().minVersion()) >= 0)
        .map(TlsVersion::protocol)
        .toArray(String[]::new);
  }

  /** Returns those that keep what was said secret when a key gets known, and notice any change (RFC 9325 section 4.2). */
  private static String[] strong(String[] suites) {
    return Stream.of(suites)
        .filter(suite -> suite.startsWith("TLS_ECDHE_") || !suite.contains("_WITH_"))
        .filter(suite -> suite.contains("_GCM_") || suite.contains("_CHACHA20_"))
        .toArray(String[]::new);
  }

  private static SSLContext context(TlsMaterial material) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {material.keyManager()},
          material.trustManager().stream().toArray(TrustManager[]::new),
          null);
      return context;
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException("tls: no engine for the material", failed);
    }
  }

  private static long millis(Duration timeout) {
    // What is rounded down to nothing would be no limit at all.
    return timeout.isZero() ? 0 : Math.max(1, TimeUnit.MILLISECONDS.convert(timeout));
  }
}
