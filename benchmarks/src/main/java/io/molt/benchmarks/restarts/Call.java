package io.molt.benchmarks.restarts;

import java.nio.charset.StandardCharsets;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * A request, and what is expected to come back.
 *
 * @param method its method; a POST sends what is expected to come back
 * @param path its path
 * @param expected the content of the answer
 */
record Call(String method, String path, String expected) {
  private static final String CONTENT = "0123456789abcdef".repeat(1024);

  /** All that are sent, in turn. */
  static final List<Call> ALL = List.of(
      new Call("GET", "/quick", "quick"),
      new Call("GET", "/stream", "0\n1\n2\n3\n4\n"),
      new Call("POST", "/echo", CONTENT),
      new Call("GET", "/slow", "slow"));

  /** Returns the content that is sent; none is empty. */
  byte[] content() {
    return method.equals("POST") ? expected.getBytes(StandardCharsets.UTF_8) : new byte[0];
  }

  /** Returns a Mono that fails unless the answer is what was expected. */
  Mono<Void> check(String answer) {
    return answer.equals(expected)
        ? Mono.empty()
        : Mono.error(new IllegalStateException(path + " answered " + answer.length()
            + " characters: " + answer.substring(0, Math.min(40, answer.length()))));
  }
}
