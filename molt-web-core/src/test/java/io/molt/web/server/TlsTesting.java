package io.molt.web.server;

import io.molt.web.http.Handler;
import io.molt.web.tls.TestCertificates;
import io.molt.web.tls.TestCertificates.Issued;
import io.molt.web.tls.TlsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** Starts servers with TLS, and clients that trust their authority. */
abstract class TlsTesting extends SocketTest {
  final TestCertificates authority = TestCertificates.authority("Root");

  @TempDir
  Path directory;

  /** Returns a server on this machine with a certificate for it. */
  Server secure(Handler handler) {
    return secure(handler, forThisMachine());
  }

  Server secure(Handler handler, TlsOptions tls) {
    return server(handler, options -> options.withTls(tls));
  }

  TlsOptions forThisMachine() {
    return authority.issue("localhost", "127.0.0.1").options(directory, "local");
  }

  /** Returns a client whose handshake is done. */
  RawClient shaken(Server server) throws IOException {
    return shaken(server, socket -> {});
  }

  RawClient shaken(Server server, Consumer<SSLParameters> change) throws IOException {
    SSLSocket socket = socket(server, trusting(null), change);
    socket.startHandshake();
    return closing(RawClient.over(socket));
  }

  /** Returns a socket whose handshake is still to come. */
  static SSLSocket socket(Server server, SSLContext context, Consumer<SSLParameters> change)
      throws IOException {
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port());
    plain.setSoTimeout(10_000);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, null, server.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    change.accept(parameters);
    socket.setSSLParameters(parameters);
    return socket;
  }

  static Consumer<SSLParameters> asking(String name) {
    return parameters -> parameters.setServerNames(List.of(new SNIHostName(name)));
  }

  /** Returns a context that trusts the authority, and shows a certificate if there is one. */
  SSLContext trusting(@Nullable Issued own) {
    return trusting(authority.trustStore(), own);
  }

  static SSLContext trusting(KeyStore trusted, @Nullable Issued own) {
    try {
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own == null ? null : keys(own), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** Returns a context that looks at no certificate. */
  static SSLContext trustingAnything() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anything()}, null);
      return context;
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static KeyManager[] keys(Issued own) throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own.keyStore(), new char[0]);
    return new KeyManager[] {new Stubborn((X509ExtendedKeyManager) keys.getKeyManagers()[0])};
  }

  /** Shows its certificate whichever authorities the server says that it trusts. */
  private static final class Stubborn extends X509ExtendedKeyManager {
    private final X509ExtendedKeyManager keys;

    Stubborn(X509ExtendedKeyManager keys) {
      this.keys = keys;
    }

    @Override
    public String chooseClientAlias(
        String[] keyType, Principal @Nullable [] issuers, Socket socket) {
      return keys.getClientAliases("EC", null)[0];
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return keys.getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return keys.getPrivateKey(alias);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return keys.getClientAliases(keyType, null);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[0];
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, Socket socket) {
      return null;
    }
  }

  private static final class Anything implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
