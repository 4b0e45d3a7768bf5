package io.molt.benchmarks.load;

import java.nio.charset.StandardCharsets;

/**
 * What a load generator is to send.
 *
 * @param request the bytes of one request, small enough for the buffer of a socket
 * @param rate requests a second; 0 for each connection to send the next one as soon as the last is answered
 * @param connections how many
 * @param patience nanoseconds after which a request is given up
 */
public record Plan(byte[] request, double rate, int connections, long patience) {
  /** Returns the bytes of a GET request for a path. */
  public static byte[] get(String path) {
    return ("GET " + path + " HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  boolean isClosedLoop() {
    return rate == 0;
  }
}
