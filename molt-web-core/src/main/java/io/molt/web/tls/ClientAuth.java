package io.molt.web.tls;

/** Whether a client has to show a certificate (RFC 8446 section 4.3.2). */
public enum ClientAuth {
  /** It is not asked for one. */
  NONE,

  /** It is asked for one, and may go without; one that is not trusted ends the handshake. */
  WANTED,

  /** Without a trusted one the handshake fails. */
  NEEDED
}
