package io.molt.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.benchmarks.workload.Payload;
import io.molt.benchmarks.workload.RestTable;
import io.molt.benchmarks.workload.Route;
import io.molt.benchmarks.workload.Ticks;
import io.molt.web.App;
import io.molt.web.server.Server;
import io.netty.channel.Channel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.netty.DisposableServer;

/** Holds servers that are measured side by side to the same answers. */
@Timeout(60)
class AnswersTest {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private String origin = "";

  @Test
  void molt_answers_all() throws Exception {
    Server server = new MoltServer(App.create()).app().listen(0);
    try {
      check(server.port());
    } finally {
      server.stop(Duration.ZERO);
    }
  }

  @Test
  void molt_with_everything_on_answers_all() throws Exception {
    Server server =
        new MoltServer(EverythingOnServer.everythingOn(App.create())).app().listen(0);
    try {
      check(server.port());
    } finally {
      server.stop(Duration.ZERO);
    }
  }

  @Test
  void netty_answers_all() throws Exception {
    Channel server = NettyServer.listen(0);
    try {
      check(((InetSocketAddress) server.localAddress()).getPort());
    } finally {
      server.close().sync();
    }
  }

  @Test
  void reactor_netty_answers_all() throws Exception {
    DisposableServer server = ReactorNettyServer.listen(0);
    try {
      check(server.port());
    } finally {
      server.disposeNow();
    }
  }

  private void check(int port) throws IOException, InterruptedException {
    origin = "http://127.0.0.1:" + port;
    assertThat(get("/plaintext")).isEqualTo("200 text/plain; charset=utf-8 Hello, World!");
    assertThat(get("/json")).isEqualTo("200 application/json {\"message\":\"Hello, World!\"}");
    assertThat(get("/chain/json")).isEqualTo(get("/json"));
    assertThat(get("/users/42")).isEqualTo("200 application/json {\"id\":\"42\"}");
    assertThat(get("/none")).startsWith("404 ");
    checkPosts();
    checkTable();
    checkDownload();
    checkEvents();
  }

  private void checkPosts() throws IOException, InterruptedException {
    String person = "{\"name\":\"Ada Lovelace\",\"age\":36}";
    assertThat(send("POST", "/echo", person.replace(":", " : ").getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("200 application/json " + person);
    assertThat(send("POST", "/upload", new byte[Payload.BYTES]))
        .isEqualTo("200 application/json {\"bytes\":1048576}");
  }

  private void checkTable() throws IOException, InterruptedException {
    for (Route route : RestTable.routes()) {
      assertThat(send(route.method(), route.target(), new byte[0]))
          .as("%s %s", route.method(), route.target())
          .isEqualTo("200 application/json {\"id\":\"" + route.id() + "\"}");
    }
    assertThat(get(RestTable.PREFIX + "/none")).startsWith("404 ");
  }

  private void checkDownload() throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        client.send(request("/download").build(), BodyHandlers.ofByteArray());
    assertThat(response.headers().firstValue("transfer-encoding")).contains("chunked");
    assertThat(response.body())
        .hasSize(Payload.BYTES)
        .startsWith(Payload.chunk())
        .endsWith(Payload.chunk());
  }

  private void checkEvents() throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        client.send(request("/events").build(), BodyHandlers.ofInputStream());
    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/event-stream");
    try (BufferedReader events =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.US_ASCII))) {
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        lines.add(events.readLine());
      }
      assertThat(lines.get(0)).startsWith("data: ").hasSize("data: ".length() + Ticks.LENGTH);
      long first = Long.parseLong(lines.get(0).substring("data: ".length()));
      assertThat(lines)
          .containsExactly("data: " + Ticks.data(first), "", "data: " + Ticks.data(first + 1), "");
    }
  }

  private String get(String path) throws IOException, InterruptedException {
    return send("GET", path, new byte[0]);
  }

  private String send(String method, String path, byte[] content)
      throws IOException, InterruptedException {
    HttpRequest request = request(path)
        .header("content-type", "application/json")
        .method(
            method,
            content.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(content))
        .build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    String type = response.headers().firstValue("content-type").orElse("");
    return response.statusCode() + " " + type + " " + response.body();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(origin + path));
  }
}
