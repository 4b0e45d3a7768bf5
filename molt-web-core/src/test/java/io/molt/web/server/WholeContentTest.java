package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Handler;
import io.molt.web.http.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

/** Content of all sizes that comes with the head of its request, and what comes behind it. */
class WholeContentTest extends SocketTest {
  private static final Map<String, Handler> HANDLERS = Map.of(
      "at once", req -> req.bytes().map(all -> Response.text("" + sum(all))),
      "later",
          req -> Mono.delay(Duration.ofMillis(2))
              .then(req.bytes())
              .map(all -> Response.text("" + sum(all))),
      "lent",
          req -> req.lent()
              .reduce(0, (sum, bytes) -> sum + sum(bytes.copy()))
              .map(sum -> Response.text("" + sum)),
      "streamed", req -> Response.chunks(req.chunks()),
      "never", req -> Response.text("unread"),
      "never, and later",
          req -> Mono.delay(Duration.ofMillis(2)).thenReturn(Response.text("unread")));

  static Stream<Arguments> cases() {
    return cases(1, 2047, 2048, 2049, 10_000, 60_000, 65_400, 70_000, 130_000, 250_000);
  }

  static Stream<Arguments> casesWithinAWindow() {
    return cases(1, 2047, 2048, 2049, 10_000, 60_000, 65_000);
  }

  private static Stream<Arguments> cases(Integer... sizes) {
    return HANDLERS.keySet().stream()
        .sorted()
        .flatMap(name -> Stream.of(sizes).map(size -> Arguments.of(name, size)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void content_of_a_known_length_is_read_and_the_connection_goes_on(String name, int size) {
    String content = "x".repeat(size);
    requireAnswers(name, "Content-Length: " + size + "\r\n\r\n" + content, expected(name, content));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void content_in_chunks_is_read_and_the_connection_goes_on(String name, int size) {
    String content = "x".repeat(size);
    String chunk = Integer.toHexString(size) + "\r\n" + content + "\r\n0\r\n\r\n";
    requireAnswers(name, "Transfer-Encoding: chunked\r\n\r\n" + chunk, expected(name, content));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void content_in_small_chunks_is_read_and_the_connection_goes_on(String name, int size) {
    String content = "x".repeat(100 * (size / 100));
    String chunks = ("64\r\n" + "x".repeat(100) + "\r\n").repeat(size / 100) + "0\r\n\r\n";
    requireAnswers(name, "Transfer-Encoding: chunked\r\n\r\n" + chunks, expected(name, content));
  }

  /** Sends three such requests at once. */
  private void requireAnswers(String name, String request, String expected) {
    RawClient client = serve(HANDLERS.get(name));
    CompletableFuture<RawClient> sent = CompletableFuture.supplyAsync(
        () -> client.send(("POST /1 HTTP/1.1\r\nHost: t\r\n" + request).repeat(3)));
    for (int i = 0; i < 3; i++) {
      assertThat(client.read().content()).isEqualTo(expected);
    }
    sent.join();
  }

  @ParameterizedTest
  @MethodSource("casesWithinAWindow")
  void content_of_a_stream_is_read_and_the_connection_goes_on(String name, int size) {
    try (FrameClient client = FrameClient.connect(server(HANDLERS.get(name))).preface()) {
      String content = "x".repeat(size);
      for (int stream : List.of(1, 3)) {
        client.post(stream, "/1");
        client.windowUpdate(stream, size).windowUpdate(0, size);
        for (int from = 0; from < size; from += 16_000) {
          int to = Math.min(size, from + 16_000);
          client.data(stream, to == size, content.substring(from, to));
        }
        assertThat(client.answer(stream).content()).isEqualTo(expected(name, content));
      }
    }
  }

  private static String expected(String name, String content) {
    return switch (name) {
      case "streamed" -> content;
      case "never", "never, and later" -> "unread";
      default -> "" + content.length() * (int) 'x';
    };
  }

  private static int sum(byte[] bytes) {
    int sum = 0;
    for (byte octet : bytes) {
      sum += octet;
    }
    return sum;
  }
}
