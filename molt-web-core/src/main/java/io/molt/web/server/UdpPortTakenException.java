package io.molt.web.server;

/** A port is free for TCP, and not for UDP. */
final class UdpPortTakenException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  UdpPortTakenException(String message, Throwable cause) {
    super(message, cause);
  }
}
