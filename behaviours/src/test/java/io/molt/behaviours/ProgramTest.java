package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.molt.web.config.Settings;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.http.HttpProtocol;

/** What whoever starts a service as a program sees of it: settings, exit codes, signals. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ProgramTest {
  // Without the module jdk.unsupported; those of Netty and the log that are left out do not matter
  // here.
  private static final List<String> WITHOUT_SIGNALS =
      List.of("--limit-modules", "java.base,java.logging,java.naming,java.management,java.xml");

  private final HttpClient client = HttpClient.newHttpClient();
  private ChildProcess program;

  @AfterEach
  void stop() {
    program.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process there gets no such signals")
  void a_signal_lets_requests_finish_and_the_process_exit_with_0(String signal) throws Exception {
    int port = start("--port", "0").awaitPort();
    // A shell has what it runs in the background ignore SIGINT, and a JVM keeps to that.
    assumeThat(ChildProcess.ignoresInterrupts() && signal.equals("INT")).isFalse();
    CompletableFuture<HttpResponse<String>> slow = get(port, "/slow");
    program.awaitLine("^/slow$");
    program.signal(signal);
    assertThat(slow.get().body()).isEqualTo("slow");
    program.awaitLine("^cleaned up$");
    assertThat(program.awaitEnd()).isZero();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process there gets no such signals")
  void a_second_signal_stops_at_once_and_says_so_with_its_number() throws Exception {
    int port = start("--port", "0", "--shutdown-grace", "10m").awaitPort();
    CompletableFuture<HttpResponse<String>> never = get(port, "/never");
    program.awaitLine("^/never$");
    program.signal("TERM");
    program.awaitLine("SIGTERM: stops");
    program.signal("TERM");
    assertThat(program.awaitEnd()).isEqualTo(128 + 15);
    assertThat(never).failsWithin(Duration.ofSeconds(30));
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process there gets no such signals")
  void what_is_not_done_within_the_grace_is_cancelled_and_the_exit_is_clean() throws Exception {
    int port = start("--port", "0", "--shutdown-grace", "100ms").awaitPort();
    CompletableFuture<HttpResponse<String>> never = get(port, "/never");
    program.awaitLine("^/never$");
    program.signal("TERM");
    assertThat(program.awaitEnd()).isZero();
    assertThat(never).failsWithin(Duration.ofSeconds(30));
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process there gets no such signals")
  void without_signals_the_server_drains_as_the_jvm_ends() throws Exception {
    program = ChildProcess.start(ProgramServer.class, WITHOUT_SIGNALS, Map.of(), "--port", "0");
    int port = program.awaitPort();
    CompletableFuture<HttpResponse<String>> slow = get(port, "/slow");
    program.awaitLine("^/slow$");
    program.signal("TERM");
    assertThat(slow.get().body()).isEqualTo("slow");
    assertThat(program.awaitEnd()).isEqualTo(128 + 15);
  }

  @Test
  void settings_come_from_arguments_properties_and_variables_and_are_logged_with_their_origin()
      throws Exception {
    program = ChildProcess.start(
        ProgramServer.class,
        List.of("-Dmolt.host=127.0.0.1"),
        Map.of("MOLT_PORT", "0", "MOLT_PROT", "9000", "MOLT_SHUTDOWN_GRACE", "1s"),
        "--request-timeout",
        "60s",
        "--shutdown-grace=2s");
    program.awaitLine("WARN.* MOLT_PROT: no such setting, ignored \\(did you mean MOLT_PORT\\?");
    program.awaitLine("INFO.* Setting host = 127.0.0.1 \\(molt.host\\)$");
    program.awaitLine("INFO.* Setting port = 0 \\(MOLT_PORT\\)$");
    program.awaitLine("INFO.* Setting request-timeout = 1m \\(--request-timeout\\)$");
    program.awaitLine("INFO.* Setting shutdown-grace = 2s \\(--shutdown-grace\\)$");
    assertThat(get(program.awaitPort(), "/health").get().body()).isEqualTo("\"well\"");
  }

  @Test
  void help_is_printed_and_nothing_started() throws Exception {
    start("--port", "0", "--help");
    assertThat(program.awaitEnd()).isZero();
    assertThat(program.awaitRest())
        .containsAll(Settings.help().lines().toList())
        .noneMatch(line -> line.contains("listens"));
  }

  @Test
  void a_wrong_value_and_an_unknown_argument_stop_the_start_with_2() throws Exception {
    program = ChildProcess.start(
        ProgramServer.class,
        List.of(),
        Map.of("MOLT_REQUEST_TIMEOUT", "5 parsecs"),
        "--port",
        "abc",
        "--hots=here");
    assertThat(program.awaitEnd()).isEqualTo(2);
    assertThat(program.awaitRest())
        .contains(
            "--port: 'abc' (expected: 0 to 65535)",
            "--hots: no such setting (did you mean --host? --help lists them)",
            "MOLT_REQUEST_TIMEOUT: '5 parsecs' (expected: a duration such as 30s)")
        .noneMatch(line -> line.contains("\tat "));
  }

  @Test
  void a_port_that_is_taken_stops_the_start_with_1_and_one_line() throws Exception {
    try (ServerSocket other = new ServerSocket(0)) {
      start("--port", String.valueOf(other.getLocalPort()));
      assertThat(program.awaitEnd()).isEqualTo(1);
      assertThat(program.awaitRest())
          .filteredOn(line -> line.contains("cannot be listened on"))
          .singleElement()
          .asString()
          .startsWith("port: " + other.getLocalPort());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP11", "H2", "HTTP3"})
  void one_variable_makes_it_speak_every_protocol_over_tls(HttpProtocol protocol) throws Exception {
    program = ChildProcess.start(
        ProgramServer.class, List.of(), Map.of("MOLT_PORT", "0", "MOLT_TLS_SELF_SIGNED", "true"));
    int port = Integer.parseInt(
        program.awaitLine("listens on https://localhost:(\\d+) \\(HTTP/1.1, HTTP/2, HTTP/3\\), "));
    assertThat(TlsClients.get(protocol, port, "/health")).isEqualTo("\"well\"");
  }

  @Test
  void a_certificate_that_is_not_there_stops_the_start_with_1_and_one_line(@TempDir Path directory)
      throws Exception {
    Path chain = directory.resolve("chain.pem");
    start("--port", "0", "--tls-certificate", chain.toString());
    assertThat(program.awaitEnd()).isEqualTo(1);
    assertThat(program.awaitRest())
        .filteredOn(line -> line.contains("chain.pem") && !line.contains("Setting"))
        .containsExactly("tls certificate: " + chain + " does not exist (expected: a file)");
  }

  @Test
  void clear_text_is_sent_on_to_tls() throws Exception {
    start("--port", "0", "--tls-self-signed", "--redirect-from", "0");
    int port = Integer.parseInt(program.awaitLine(
        "listens on https://.*, sends on to it from http://localhost:(\\d+), \\d+ routes"));
    assertThat(get(port, "/health").get().statusCode()).isEqualTo(308);
  }

  private ChildProcess start(String... arguments) throws IOException {
    program = ChildProcess.start(ProgramServer.class, List.of(), Map.of(), arguments);
    return program;
  }

  private CompletableFuture<HttpResponse<String>> get(int port, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    return client.sendAsync(request, BodyHandlers.ofString());
  }
}
