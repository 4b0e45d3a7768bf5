package io.molt.web.server;

import static io.molt.web.RouteOption.forms;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.form.FormOptions;
import io.molt.web.http.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.scheduler.Schedulers;

class FormStopTest {
  private static final int FILES = 10;

  @TempDir
  private Path directory;

  private final CountDownLatch threadsFree = new CountDownLatch(1);

  @Test
  void server_that_has_stopped_leaves_no_temporary_files() {
    Server server = serve();
    String content =
        "--b\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\nfew\r\n".repeat(FILES)
            + "--b--\r\n";
    occupyThreads();
    try (RawClient client = RawClient.connect(server)) {
      client
          .lines(
              "POST / HTTP/1.1",
              "Host: localhost",
              "Content-Type: multipart/form-data; boundary=b",
              "Content-Length: " + content.length(),
              "")
          .send(content);

      assertThat(client.read().content()).isEqualTo("" + FILES);
      // Long enough for a server to stop that does not wait for them.
      CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS).execute(threadsFree::countDown);
      server.stop(Duration.ofSeconds(20));
    }

    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void server_that_cuts_an_upload_off_leaves_no_temporary_file() throws Exception {
    Server server = serve();
    try (RawClient client = RawClient.connect(server)) {
      client
          .lines(
              "POST / HTTP/1.1",
              "Host: localhost",
              "Content-Type: multipart/form-data; boundary=b",
              "Content-Length: 1000000",
              "")
          .send("--b\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\n")
          .send(new byte[200_000]);
      awaitFile();
      occupyThreads();

      CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS).execute(threadsFree::countDown);
      server.stop(Duration.ofMillis(100));
    }

    assertThat(directory).isEmptyDirectory();
  }

  private Server serve() {
    FormOptions options = FormOptions.defaults().withDirectory(directory).withFileMemory(0);
    return App.create()
        .post(
            "/",
            request ->
                request.form().map(form -> Response.text("" + form.fileAll("f").size())),
            forms(options))
        .listen(ServerOptions.defaults().withHost("127.0.0.1").withPort(0));
  }

  private void awaitFile() throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (isEmpty() && System.nanoTime() < end) {
      Thread.sleep(5);
    }
    assertThat(isEmpty()).isFalse();
  }

  private boolean isEmpty() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }

  /** Occupies all threads that files are deleted on. */
  private void occupyThreads() {
    for (int i = 0; i < Schedulers.DEFAULT_BOUNDED_ELASTIC_SIZE; i++) {
      Schedulers.boundedElastic().schedule(this::awaitThreadsFree);
    }
  }

  private void awaitThreadsFree() {
    try {
      threadsFree.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
