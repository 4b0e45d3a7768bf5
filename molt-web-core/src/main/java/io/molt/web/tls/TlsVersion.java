package io.molt.web.tls;

/** The versions of TLS that are spoken; older ones are broken and cannot be chosen (RFC 8996). */
public enum TlsVersion {
  /** TLS 1.2 (RFC 5246), with forward secrecy and authenticated encryption only. */
  TLS_1_2("TLSv1.2"),

  /** TLS 1.3 (RFC 8446). */
  TLS_1_3("TLSv1.3");

  private final String protocol;

  TlsVersion(String protocol) {
    this.protocol = protocol;
  }

  /** Returns the name by which Java's TLS engines know it, such as {@code TLSv1.3}. */
  public String protocol() {
    return protocol;
  }
}
