package io.molt.benchmarks.sidebyside;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Checks that servers do the same work: answers have the status, media type and content that those of Netty have. */
final class Conformity {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  // A first event, with 32 characters of data; before it there may be comments.
  private static final Pattern EVENTS =
      Pattern.compile("text/event-stream[^\n]*\n(:[^\n]*\n+)*data: ?[^\n]{32}\n\n");
  private static final int BEGIN = 160;
  private static final int OK = 200;
  private static final int SHOWN = 100;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Endpoint> endpoints;
  private final Journal journal;

  Conformity(List<Endpoint> endpoints, Journal journal) {
    this.endpoints = endpoints;
    this.journal = journal;
  }

  /** Has an endpoint left out of a server that answers it otherwise than the reference does. */
  void check(RunningServer server, RunningServer reference) {
    for (Endpoint endpoint : endpoints) {
      try {
        check(endpoint, server, reference);
      } catch (IOException failure) {
        journal.trouble(
            server.name() + ", " + endpoint.name() + ": left out: " + failure.getMessage());
        server.leaveOut(endpoint.name());
      }
    }
  }

  /** Has events left out of a server whose stream does not begin as it must. */
  void checkEvents(RunningServer server) {
    try {
      String begin = beginOfEvents(server);
      if (!EVENTS.matcher(begin).lookingAt()) {
        throw new IOException("\"" + begin + "\" (expected: " + EVENTS + ")");
      }
    } catch (IOException failure) {
      journal.trouble(server.name() + ", events: left out: " + failure.getMessage());
      server.leaveOut(FanOut.ENDPOINT);
    }
  }

  private String beginOfEvents(RunningServer server) throws IOException {
    HttpResponse<InputStream> response =
        send(request(server, Call.events()), BodyHandlers.ofInputStream());
    try (InputStream events = response.body()) {
      return response.headers().firstValue("content-type").orElse("none")
          + "\n"
          + new String(events.readNBytes(BEGIN), StandardCharsets.UTF_8);
    }
  }

  private void check(Endpoint endpoint, RunningServer server, RunningServer reference)
      throws IOException {
    for (Call call : endpoint.calls()) {
      Answer expected = expected(reference, call);
      Answer answer = ask(server, call);
      if (!answer.isLike(expected)) {
        throw new IOException(
            call.method() + " " + call.target() + ": " + answer + " (expected: " + expected + ")");
      }
    }
  }

  private Answer expected(RunningServer reference, Call call) throws IOException {
    try {
      Answer answer = ask(reference, call);
      if (answer.status() == OK) {
        return answer;
      }
      throw new IOException(answer.toString());
    } catch (IOException failure) {
      throw new IOException("what is expected is not known: " + failure.getMessage(), failure);
    }
  }

  private Answer ask(RunningServer server, Call call) throws IOException {
    return Answer.of(send(request(server, call), BodyHandlers.ofByteArray()));
  }

  private static HttpRequest request(RunningServer server, Call call) {
    HttpRequest.Builder request = HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.port() + call.target()))
        .timeout(PATIENCE)
        .header("Accept", call.accept())
        .method(
            call.method(),
            call.hasContent() ? BodyPublishers.ofString(call.content()) : BodyPublishers.noBody());
    if (!call.content().isEmpty()) {
      request.header("Content-Type", call.type());
    }
    return request.build();
  }

  private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> content) throws IOException {
    try {
      return client.send(request, content);
    } catch (InterruptedException interrupted) {
      throw new IOException("interrupted", interrupted);
    }
  }

  /** What matters of an answer. */
  private record Answer(int status, String type, byte[] content) {
    static Answer of(HttpResponse<byte[]> response) {
      String type = response.headers().firstValue("content-type").orElse("none");
      return new Answer(response.statusCode(), type.split(";")[0], response.body());
    }

    boolean isLike(Answer other) {
      return status == other.status
          && type.equals(other.type)
          && Arrays.equals(content, other.content);
    }

    @Override
    public String toString() {
      String text = content.length > SHOWN
          ? content.length + " bytes"
          : new String(content, StandardCharsets.UTF_8);
      return status + " " + type + " " + text;
    }
  }
}
