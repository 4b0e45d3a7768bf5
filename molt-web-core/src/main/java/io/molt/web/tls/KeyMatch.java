package io.molt.web.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.List;

/** Tells whether a private key belongs to a certificate. */
final class KeyMatch {
  private static final byte[] SAMPLE = new byte[32];

  private KeyMatch() {}

  /**
   * Refuses a key that is not that of the chain's first certificate.
   *
   * @param key how the key is named to the user
   * @param where how the chain is named to the user
   * @throws IllegalArgumentException if it is that of another, or of none
   */
  static void require(
      PrivateKey privateKey, List<X509Certificate> chain, String key, String where) {
    X509Certificate first = chain.get(0);
    if (!matches(privateKey, first.getPublicKey())) {
      throw new IllegalArgumentException(
          key + " does not belong to the first certificate of " + where + ", "
              + first.getSubjectX500Principal()
              + (isOfALaterOne(privateKey, chain)
                  ? ", but to a later one (expected: the server's own certificate first)"
                  : " (expected: the key that the certificate was made for)"));
    }
  }

  private static boolean isOfALaterOne(PrivateKey key, List<X509Certificate> chain) {
    return chain.stream().skip(1).anyMatch(later -> matches(key, later.getPublicKey()));
  }

  private static boolean matches(PrivateKey key, PublicKey certified) {
    if (key instanceof RSAKey one && certified instanceof RSAKey other) {
      return one.getModulus().equals(other.getModulus());
    }
    return key.getAlgorithm().equals(certified.getAlgorithm()) && verifies(key, certified);
  }

  private static boolean verifies(PrivateKey key, PublicKey certified) {
    try {
      Signature signature = Signature.getInstance(algorithm(key));
      signature.initSign(key);
      signature.update(SAMPLE);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(SAMPLE);
      return signature.verify(signed);
    } catch (GeneralSecurityException otherCurve) {
      return false;
    }
  }

  private static String algorithm(PrivateKey key) {
    return key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : key.getAlgorithm();
  }
}
