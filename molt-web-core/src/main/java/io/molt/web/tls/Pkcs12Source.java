package io.molt.web.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Chain and key in a PKCS#12 file (RFC 7292). */
record Pkcs12Source(Path file, Password password, List<String> names) implements Source {
  private static final String WHAT = "tls keystore";

  @Override
  public CertificateSource forNames(String... others) {
    return new Pkcs12Source(file, password, ServerNames.given(others));
  }

  @Override
  public List<Path> files() {
    return List.of(file);
  }

  @Override
  public TlsIdentity load(Contents contents, Clock clock) {
    KeyStore store = open(contents.bytes(WHAT, file));
    try {
      String alias = onlyKey(store);
      PrivateKey key = (PrivateKey) store.getKey(alias, password.chars());
      List<X509Certificate> chain = chain(store, alias);
      KeyMatch.require(key, chain, WHAT + ": the key in " + Mistake.name(file), "its chain");
      return TlsIdentity.of(Mistake.name(file), names, key, chain);
    } catch (GeneralSecurityException failed) {
      throw Mistake.in(
          WHAT, file, "holds a key that cannot be read", "one with the file's password", failed);
    }
  }

  private KeyStore open(byte[] bytes) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(bytes), password.chars());
      return store;
    } catch (IOException failed) {
      throw refusal(failed);
    } catch (GeneralSecurityException failed) {
      throw unknown(failed);
    }
  }

  private IllegalArgumentException refusal(IOException failed) {
    if (failed.getCause() instanceof UnrecoverableKeyException) {
      return Mistake.in(
          WHAT,
          file,
          "cannot be opened with the password given",
          "the password of the file",
          failed);
    }
    return unknown(failed);
  }

  private IllegalArgumentException unknown(Exception failed) {
    return Mistake.in(WHAT, file, "cannot be read", "a PKCS#12 file", failed);
  }

  private String onlyKey(KeyStore store) throws GeneralSecurityException {
    List<String> aliases = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        aliases.add(alias);
      }
    }
    if (aliases.size() != 1) {
      throw Mistake.in(WHAT, file, "holds " + keys(aliases), "one private key with its chain");
    }
    return aliases.get(0);
  }

  private static String keys(List<String> aliases) {
    return aliases.isEmpty()
        ? "no private key"
        : aliases.size() + " private keys, " + String.join(", ", aliases);
  }

  private List<X509Certificate> chain(KeyStore store, String alias)
      throws GeneralSecurityException {
    Certificate[] chain = store.getCertificateChain(alias);
    if (chain == null || chain.length == 0) {
      throw Mistake.in(WHAT, file, "holds a key without its chain", "one with its chain");
    }
    return Stream.of(chain).map(X509Certificate.class::cast).toList();
  }
}
