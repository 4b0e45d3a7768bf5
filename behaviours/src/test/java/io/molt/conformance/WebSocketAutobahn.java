package io.molt.conformance;

import static io.molt.web.RouteOption.webSocket;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.DataSize;
import io.molt.web.server.Server;
import io.molt.web.server.ServerOptions;
import io.molt.web.websocket.WebSocketOptions;
import io.molt.web.websocket.WebSocketOptions.Compression;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * WebSocket as the Autobahn test suite sees it. Needs the system properties {@code autobahn.home}, a directory with the suite
 * and Jython, and {@code autobahn.cases}, both as {@code scripts/autobahn} sets them.
 */
final class WebSocketAutobahn {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketAutobahn.class);
  // What the RFC leaves a choice about, or the suite does not judge.
  private static final Set<String> PASSED = Set.of("OK", "NON-STRICT", "INFORMATIONAL");

  private final Path home = Path.of(property("autobahn.home"));

  @Test
  void every_case_passes() throws Exception {
    try (Server server = app().listen(options())) {
      run(server.port());
    }
    Map<String, Integer> verdicts = new TreeMap<>();
    Map<String, String> failed = new TreeMap<>();
    for (Map.Entry<String, JsonNode> one : results().properties()) {
      String verdict = one.getValue().path("behavior").asString();
      String close = one.getValue().path("behaviorClose").asString();
      verdicts.merge(verdict, 1, Integer::sum);
      if (!PASSED.contains(verdict) || !PASSED.contains(close)) {
        failed.put(one.getKey(), verdict + ", closed: " + close);
      }
    }
    LOG.info("Autobahn: {}", verdicts);
    assertThat(verdicts).as("cases that were run").isNotEmpty();
    assertThat(failed).isEmpty();
  }

  private static App app() {
    return App.create()
        .ws(
            "/echo",
            session -> session.send(session.receive()),
            webSocket(WebSocketOptions.DEFAULTS
                .withMaxMessage(DataSize.ofMegabytes(17))
                .withCompression(Compression.CONTEXT_TAKEOVER)));
  }

  private static ServerOptions options() {
    return ServerOptions.defaults().withHost("127.0.0.1").withPort(0);
  }

  private void run(int port) throws IOException, InterruptedException {
    Files.writeString(home.resolve("spec.json"), spec(port));
    Files.writeString(home.resolve("run.py"), """
        import sys
        sys.path.insert(0, 'suite')
        sys.argv = ['wstest', '-m', 'fuzzingclient', '-s', 'spec.json']
        from autobahntestsuite import wstest
        wstest.run()
        """);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process = new ProcessBuilder(
            java,
            "-Xmx1g",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "-cp",
            "jython.jar",
            "org.python.util.jython",
            "run.py")
        .directory(home.toFile())
        .redirectErrorStream(true)
        .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private static String spec(int port) {
    return JsonMapper.shared()
        .writeValueAsString(Map.of(
            "outdir", "./reports",
            "servers",
                List.of(Map.of("agent", "server", "url", "ws://127.0.0.1:" + port + "/echo")),
            "cases", List.of(property("autobahn.cases").split(" ")),
            "exclude-cases", List.of(),
            "exclude-agent-cases", Map.of()));
  }

  private JsonNode results() {
    return JsonMapper.shared()
        .readTree(home.resolve("reports/index.json").toFile())
        .path("server");
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    assertThat(value)
        .as("system property %s (expected: as scripts/autobahn sets it)", name)
        .isNotNull();
    return value;
  }
}
