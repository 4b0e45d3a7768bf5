package io.molt.web.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Chooses a certificate by the server name that the client asks for. An alias is a place in the list. */
final class ServerNameKeyManager extends X509ExtendedKeyManager {
  private final TlsMaterial material;

  ServerNameKeyManager(TlsMaterial material) {
    this.material = material;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    return choose(keyType, engine.getHandshakeSession());
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return choose(keyType, socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return IntStream.range(0, material.identities().size())
        .filter(at -> hasKey(material.identities().get(at), keyType))
        .mapToObj(Integer::toString)
        .toArray(String[]::new);
  }

  @Override
  public @Nullable X509Certificate[] getCertificateChain(String alias) {
    return identity(alias).chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return identity(alias).key();
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }

  private @Nullable String choose(String keyType, @Nullable SSLSession session) {
    return material.identitiesFor(serverName(session)).stream()
        .filter(identity -> hasKey(identity, keyType))
        .map(identity -> Integer.toString(material.identities().indexOf(identity)))
        .findFirst()
        .orElse(null);
  }

  private TlsIdentity identity(String alias) {
    return material.identities().get(Integer.parseInt(alias));
  }

  private static boolean hasKey(TlsIdentity identity, String keyType) {
    return identity.key().getAlgorithm().equals(keyType);
  }

  private static String serverName(@Nullable SSLSession session) {
    List<SNIServerName> names = session instanceof ExtendedSSLSession extended
        ? extended.getRequestedServerNames()
        : List.of();
    return names.stream()
        .filter(SNIHostName.class::isInstance)
        .map(name -> ((SNIHostName) name).getAsciiName())
        .findFirst()
        .orElse("");
  }
}
