package io.molt.benchmarks.baseline;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Counts the classes that the quickstart has loaded by its first answer. */
final class StartUp {
  private static final String MAIN = "io.molt.samples.quickstart.Quickstart";
  private static final int PAUSE_MILLIS = 50;

  private final String classPath;

  StartUp(String classPath) {
    this.classPath = classPath;
  }

  long classes() throws IOException, InterruptedException {
    Path log = Files.createTempFile("classes", ".log");
    int port = freePort();
    Process process = start(log, port);
    try {
      awaitAnswer(process, URI.create("http://localhost:" + port + "/health"));
      return lines(log);
    } finally {
      process.destroyForcibly().waitFor();
      Files.delete(log);
    }
  }

  private Process start(Path log, int port) throws IOException {
    List<String> command = List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-Xlog:class+load:file=" + log,
        "-Dreactor.netty.ioWorkerCount=1",
        "-cp",
        classPath,
        MAIN,
        "--port=" + port);
    return new ProcessBuilder(command)
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD)
        .start();
  }

  private static void awaitAnswer(Process process, URI uri)
      throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    while (!answers(client, uri)) {
      if (!process.isAlive()) {
        throw new IOException(
            "the quickstart ended with " + process.exitValue() + " (expected: an answer)");
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private static boolean answers(HttpClient client, URI uri) throws InterruptedException {
    try {
      return client
              .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  private static long lines(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines.count();
    }
  }
}
