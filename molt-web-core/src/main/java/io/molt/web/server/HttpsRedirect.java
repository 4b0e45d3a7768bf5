package io.molt.web.server;

/**
 * A listener in clear text that answers every request with a 308 to the same target over TLS (RFC 9110 section 15.4.9).
 *
 * @param from the port to listen on; 0 to have a free one chosen
 * @param to the port that clients reach TLS by, where it is not the one that the server listens on, such as behind a
 *     container's port mapping; 0 for the one that it listens on
 */
public record HttpsRedirect(int from, int to) {
  private static final int MAX_PORT = 65_535;

  /**
   * Checks both ports.
   *
   * @throws IllegalArgumentException naming the first one that is out of range
   */
  public HttpsRedirect {
    Check.between("redirect from", from, 0, MAX_PORT);
    Check.between("redirect to", to, 0, MAX_PORT);
  }
}
