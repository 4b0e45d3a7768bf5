package io.molt.behaviours;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A server that may not write files of more than a megabyte meets in them what it meets on a disk that is full. */
@DisabledOnOs(
    value = OS.WINDOWS,
    disabledReason = "a process there has no limit on the size of its files")
class FullDiskTest {
  private static final int LARGE = 4_000_000;

  @TempDir
  private Path directory;

  private final HttpClient client = HttpClient.newHttpClient();
  private Process server;
  private int port;

  @BeforeEach
  void startServer() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    // In blocks of 512 bytes or of a kilobyte: the shells do not agree.
    server = new ProcessBuilder(
            "sh",
            "-c",
            "ulimit -f 1024 && exec \"$0\" \"$@\"",
            java.toString(),
            "-Xmx64m",
            "-XX:-UsePerfData",
            "-Djava.io.tmpdir=" + directory,
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            StreamingServer.class.getName(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    BufferedReader out = new BufferedReader(new InputStreamReader(server.getInputStream(), UTF_8));
    port = Integer.parseInt(out.readLine());
  }

  @AfterEach
  void stopServer() throws Exception {
    server.getOutputStream().close();
    if (!server.waitFor(10, TimeUnit.SECONDS)) {
      server.destroyForcibly();
    }
  }

  @Test
  void form_that_finds_no_room_is_a_507_and_leaves_nothing() throws Exception {
    assertThat(upload("/whole", LARGE)).isEqualTo("507 " + problem());
    expectNoFiles();
    assertThat(upload("/form?file=" + directory.resolve("saved"), LARGE))
        .isEqualTo("507 " + problem());
    expectNoFiles();
    assertThat(upload("/whole", 200_000)).isEqualTo("200 200000");
    expectNoFiles();
  }

  private static String problem() {
    return "{\"type\":\"about:blank\",\"title\":\"Insufficient Storage\",\"status\":507,"
        + "\"detail\":\"The content could not be stored.\"}";
  }

  private String upload(String target, int size) throws Exception {
    String content = "--b\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\n"
        + "x".repeat(size) + "\r\n--b--\r\n";
    HttpResponse<String> response = client.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + target))
            .header("content-type", "multipart/form-data; boundary=b")
            .POST(HttpRequest.BodyPublishers.ofString(content))
            .build(),
        HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }

  private void expectNoFiles() {
    Await.until("no file is left", () -> {
      try (Stream<Path> files = Files.list(directory)) {
        return files.noneMatch(Files::isRegularFile);
      } catch (IOException failed) {
        throw new java.io.UncheckedIOException(failed);
      }
    });
  }
}
