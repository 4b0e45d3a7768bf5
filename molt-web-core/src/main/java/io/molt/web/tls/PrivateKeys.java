package io.molt.web.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Private keys of PEM files: PKCS#8 (RFC 5958), encrypted or not, PKCS#1 (RFC 8017) and SEC1 (RFC 5915). */
final class PrivateKeys {
  private static final String WHAT = "tls key";
  private static final String RSA = "1.2.840.113549.1.1.1";
  private static final String EC = "1.2.840.10045.2.1";

  /** How Java names the kinds of keys that a certificate can be for. */
  private static final Map<String, String> ALGORITHMS = Map.of(
      RSA,
      "RSA",
      "1.2.840.113549.1.1.10",
      "RSASSA-PSS",
      EC,
      "EC",
      "1.3.101.112",
      "Ed25519",
      "1.3.101.113",
      "Ed448");

  private static final Set<String> LABELS =
      Set.of("PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY");
  private static final String AES = "PKCS#8, as written by: openssl pkcs8 -topk8 -v2 aes256";
  private static final int PARAMETERS = 0xa0;

  private final Path file;
  private final Password password;

  private PrivateKeys(Path file, Password password) {
    this.file = file;
    this.password = password;
  }

  /**
   * Returns the first key of a file.
   *
   * @throws IllegalArgumentException if there is none, it is of an unknown kind, or the password is not its own
   */
  static PrivateKey read(Path file, String text, Password password) {
    return new PrivateKeys(file, password).read(text);
  }

  private PrivateKey read(String text) {
    Optional<Pem.Block> block =
        Pem.blocks(text).stream().filter(any -> LABELS.contains(any.label())).findFirst();
    if (block.isEmpty()) {
      throw Mistake.in(
          WHAT,
          file,
          "holds no private key",
          "PEM, with a block -----BEGIN PRIVATE KEY-----, or the same with ENCRYPTED, RSA or EC");
    }
    try {
      return key(pkcs8(block.get()));
    } catch (GeneralSecurityException failed) {
      throw Mistake.in(
          WHAT,
          file,
          "holds a malformed private key",
          "RSA, Ed25519, Ed448, or EC with a named curve",
          failed);
    }
  }

  private byte[] pkcs8(Pem.Block block) throws GeneralSecurityException {
    if (block.legacyEncrypted()) {
      throw Mistake.in(WHAT, file, "is encrypted in a form that is no longer safe", AES);
    }
    byte[] der = bytes(block);
    return switch (block.label()) {
      case "ENCRYPTED PRIVATE KEY" -> decrypted(der);
      case "RSA PRIVATE KEY" -> wrapped(Der.oid(RSA), Der.nothing(), der);
      case "EC PRIVATE KEY" -> wrapped(Der.oid(EC), curve(der), der);
      default -> der;
    };
  }

  private byte[] decrypted(byte[] der) {
    if (!password.isGiven()) {
      throw Mistake.in(WHAT, file, "is encrypted", "the password that goes with it");
    }
    try {
      return EncryptedKey.parse(der).decrypt(password);
    } catch (IOException unknown) {
      throw Mistake.in(
          WHAT, file, "is encrypted in a way that this JVM does not know", AES, unknown);
    } catch (GeneralSecurityException failed) {
      throw Mistake.in(
          WHAT,
          file,
          "cannot be decrypted with the password given",
          "the password that it was encrypted with",
          failed);
    }
  }

  /** Returns the named curve that a SEC1 key says it is on. */
  private static byte[] curve(byte[] sec1) throws InvalidKeySpecException {
    DerReader key = new DerReader(sec1).enter(Der.SEQUENCE);
    key.read(Der.INTEGER);
    key.read(Der.OCTET_STRING);
    return key.enter(PARAMETERS).read(Der.OID);
  }

  private static byte[] wrapped(byte[] algorithm, byte[] parameters, byte[] key) {
    return Der.sequence(Der.integer(0), Der.sequence(algorithm, parameters), Der.octets(key));
  }

  private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm(pkcs8)).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
  }

  private static String algorithm(byte[] pkcs8) throws InvalidKeySpecException {
    DerReader key = new DerReader(pkcs8).enter(Der.SEQUENCE);
    key.read(Der.INTEGER);
    byte[] found = key.enter(Der.SEQUENCE).read(Der.OID);
    return ALGORITHMS.entrySet().stream()
        .filter(known -> Arrays.equals(Der.oid(known.getKey()), found))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new InvalidKeySpecException("a kind of key that TLS does not use"));
  }

  private static byte[] bytes(Pem.Block block) throws InvalidKeySpecException {
    try {
      return block.bytes();
    } catch (IllegalArgumentException notBase64) {
      throw new InvalidKeySpecException("not base64", notBase64);
    }
  }
}
