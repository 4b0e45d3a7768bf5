package io.molt.differences;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests of HTTP/1.1 as they stand on the wire: the test client does not show how content is framed. */
final class Spelled {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final List<String> REQUESTS = List.of(
      "GET /text HTTP/1.1\nHost: localhost\nConnection: close\n\n",
      "HEAD /ndjson HTTP/1.1\nHost: localhost\nConnection: close\n\n",
      "GET /ndjson HTTP/1.1\nHost: localhost\nConnection: close\n\n",
      "GET /ndjson HTTP/1.0\n\n",
      "GET /trailers HTTP/1.1\nHost: localhost\nTE: trailers\nConnection: close, TE\n\n",
      "GET /hints HTTP/1.1\nHost: localhost\nConnection: close\n\n",
      "POST /small HTTP/1.1\nHost: localhost\nExpect: 100-continue\nContent-Length: 4\nConnection: close\n\nping",
      "POST /small HTTP/1.1\nHost: localhost\nExpect: 100-continue\nContent-Length: 40\n\n",
      "GET /text HTTP/1.1\n\n");

  private Spelled() {}

  /** Returns what comes back for each request, on a connection of its own. */
  static Map<String, String> from(int port) throws IOException {
    Map<String, String> responses = new LinkedHashMap<>();
    for (String request : REQUESTS) {
      responses.put(request, ask(port, request));
    }
    return responses;
  }

  private static String ask(int port, String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(UTF_8));
      String response = new String(socket.getInputStream().readAllBytes(), UTF_8);
      return Answer.steady(response.replace("\r\n", "\n"));
    }
  }
}
