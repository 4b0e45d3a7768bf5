package io.molt.web.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes certificates with a key on P-256 (RFC 5280, RFC 5480), as few as development and tests need. */
final class CertificateMaker {
  /** A certificate and its key. */
  record Made(PrivateKey key, X509Certificate certificate) {}

  private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
  private static final byte[] DIGITAL_SIGNATURE = {0x03, 0x02, 0x07, (byte) 0x80};
  private static final byte[] SIGNS_CERTIFICATES = {0x03, 0x02, 0x02, 0x04};
  private static final int V3 = 2;
  private static final int VERSION = 0xa0;
  private static final int EXTENSIONS = 0xa3;
  private static final int DNS_NAME = 0x82;
  private static final int ADDRESS = 0x87;
  // Clocks of client and server need not agree to the second.
  private static final Duration LEEWAY = Duration.ofHours(1);

  private final String name;
  private final @Nullable Made issuer;
  private final boolean authority;

  private CertificateMaker(String name, @Nullable Made issuer, boolean authority) {
    this.name = name;
    this.issuer = issuer;
    this.authority = authority;
  }

  /** Returns a certificate for those host names and addresses, signed with its own key. */
  static Made selfSigned(List<String> names, Instant now, Duration validity) {
    return new CertificateMaker(names.get(0), null, false)
        .make(names, now.minus(LEEWAY), now.plus(validity));
  }

  /** Returns an authority's certificate, signed with its own key. */
  static Made authority(String name, Instant from, Instant to) {
    return new CertificateMaker(name, null, true).make(List.of(), from, to);
  }

  /** Returns a certificate that {@code issuer} has signed; the first name is the subject's. */
  static Made issued(Made issuer, List<String> names, Instant from, Instant to) {
    return new CertificateMaker(names.get(0), issuer, false).make(names, from, to);
  }

  private Made make(List<String> names, Instant from, Instant to) {
    try {
      KeyPair keys = keys();
      PrivateKey signer = issuer == null ? keys.getPrivate() : issuer.key();
      byte[] body = body(keys, names, from, to);
      byte[] whole = Der.sequence(body, ECDSA_WITH_SHA256, Der.bits(sign(signer, body)));
      return new Made(keys.getPrivate(), Certificates.of(whole));
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException("a certificate could not be made for " + names, failed);
    }
  }

  private byte[] body(KeyPair keys, List<String> names, Instant from, Instant to) {
    byte[] subject = name(name);
    return Der.sequence(
        Der.value(VERSION, Der.integer(V3)),
        Der.integer(new BigInteger(126, new SecureRandom()).add(BigInteger.ONE)),
        ECDSA_WITH_SHA256,
        issuer == null
            ? subject
            : issuer.certificate().getSubjectX500Principal().getEncoded(),
        Der.sequence(Der.time(from), Der.time(to)),
        subject,
        keys.getPublic().getEncoded(),
        Der.value(EXTENSIONS, authority ? ofAuthority() : ofServer(names)));
  }

  private static byte[] ofAuthority() {
    return Der.sequence(
        critical("2.5.29.19", Der.sequence(Der.yes())), critical("2.5.29.15", SIGNS_CERTIFICATES));
  }

  private static byte[] ofServer(List<String> names) {
    byte[] purposes = Der.sequence(Der.oid("1.3.6.1.5.5.7.3.1"), Der.oid("1.3.6.1.5.5.7.3.2"));
    return Der.sequence(
        critical("2.5.29.19", Der.sequence()),
        critical("2.5.29.15", DIGITAL_SIGNATURE),
        extension("2.5.29.37", purposes),
        extension("2.5.29.17", alternatives(names)));
  }

  private static byte[] alternatives(List<String> names) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    names.forEach(name -> all.writeBytes(alternative(name)));
    return Der.sequence(all.toByteArray());
  }

  private static byte[] alternative(String name) {
    boolean address = name.indexOf(':') >= 0 || name.matches("[0-9.]+");
    return address
        ? Der.value(ADDRESS, address(name))
        : Der.value(DNS_NAME, name.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] address(String literal) {
    try {
      return InetAddress.getByName(literal).getAddress();
    } catch (UnknownHostException noAddress) {
      throw new IllegalArgumentException(
          "tls name: '" + literal + "' (expected: a host name or an address)", noAddress);
    }
  }

  private static byte[] critical(String oid, byte[] value) {
    return Der.sequence(Der.oid(oid), Der.yes(), Der.octets(value));
  }

  private static byte[] extension(String oid, byte[] value) {
    return Der.sequence(Der.oid(oid), Der.octets(value));
  }

  private static byte[] name(String commonName) {
    return Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.utf8(commonName))));
  }

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static byte[] sign(PrivateKey key, byte[] body) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(body);
    return signature.sign();
  }
}
