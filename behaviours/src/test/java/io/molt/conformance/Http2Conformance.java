package io.molt.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.Response;
import io.molt.web.server.Server;
import io.molt.web.server.ServerOptions;
import io.molt.web.tls.TlsOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP/2 as h2spec sees it, a foreign suite for RFC 7540 and RFC 7541, in its strict mode. Needs the system property
 * {@code h2spec}: the path of its binary, which {@code scripts/h2spec} brings.
 */
final class Http2Conformance {
  private static final Logger LOG = LoggerFactory.getLogger(Http2Conformance.class);
  private static final int CASES = 146;
  private static final Pattern SUMMARY =
      Pattern.compile("(\\d+) tests, (\\d+) passed, (\\d+) skipped, (\\d+) failed");

  @Test
  void over_tls() throws Exception {
    try (Server server = app().listen(options().withTls(TlsOptions.selfSigned()))) {
      assertConforms(server, "--tls", "--insecure");
    }
  }

  @Test
  void in_clear_text() throws Exception {
    try (Server server = app().listen(options())) {
      assertConforms(server);
    }
  }

  private static App app() {
    return App.create()
        .get("/", req -> Response.text("served"))
        .post("/", req -> req.bytes().map(Response::bytes));
  }

  private static ServerOptions options() {
    return ServerOptions.defaults().withHost("127.0.0.1").withPort(0);
  }

  private static void assertConforms(Server server, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(binary(), "--strict", "--port", "" + server.port()));
    command.addAll(List.of("--timeout", "5"));
    command.addAll(List.of(more));
    String output = output(command);
    Matcher summary = SUMMARY.matcher(output);
    assertThat(summary.find()).as(output).isTrue();
    LOG.info("h2spec {}: {}", String.join(" ", more), summary.group());
    assertThat(summary.group(2)).as(output).isEqualTo("" + CASES);
    assertThat(summary.group(4)).as(output).isEqualTo("0");
    server.stop(Duration.ofSeconds(5));
  }

  private static String output(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      process.destroy();
    }
  }

  private static String binary() {
    String path = System.getProperty("h2spec");
    assertThat(path)
        .as("system property h2spec (expected: as scripts/h2spec sets it)")
        .isNotNull();
    return path;
  }
}
