package io.molt.web.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** A private key that a password protects (RFC 5958 section 3). */
final class EncryptedKey {
  private final EncryptedPrivateKeyInfo info;

  private EncryptedKey(EncryptedPrivateKeyInfo info) {
    this.info = info;
  }

  /**
   * Returns the key of that encoding.
   *
   * @throws IOException if it is malformed, or encrypted in a way that the JVM does not know
   */
  static EncryptedKey parse(byte[] der) throws IOException {
    return new EncryptedKey(new EncryptedPrivateKeyInfo(der));
  }

  /**
   * Returns the key as PKCS#8.
   *
   * @throws GeneralSecurityException if the password is another
   */
  byte[] decrypt(Password password) throws GeneralSecurityException {
    SecretKey secret =
        SecretKeyFactory.getInstance(algorithm()).generateSecret(new PBEKeySpec(password.chars()));
    Cipher cipher = Cipher.getInstance(algorithm());
    cipher.init(Cipher.DECRYPT_MODE, secret, info.getAlgParameters());
    return info.getKeySpec(cipher).getEncoded();
  }

  private String algorithm() {
    // A scheme made of parts is known to Java by the names of these, which older JDKs say in the
    // parameters only.
    String name = info.getAlgName();
    return name.equals("PBES2") ? info.getAlgParameters().toString() : name;
  }
}
