package io.molt.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.config.Settings;
import io.molt.web.config.Sources;
import io.molt.web.http.Response;
import io.molt.web.server.Server;
import io.molt.web.server.ServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A program that does not come to serve. One that does is a process of its own, see the behaviours. */
class ProgramTest {
  private static final ServerOptions CODE =
      ServerOptions.defaults().withHost("127.0.0.1").withPort(0);

  private final List<Integer> codes = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Jvm jvm = new Jvm(
      new PrintStream(out, true, StandardCharsets.UTF_8),
      new PrintStream(err, true, StandardCharsets.UTF_8),
      codes::add,
      codes::add);
  private final App app = App.create().get("/", request -> Response.text("hello"));

  @Test
  void help_is_printed_whatever_else_is_said() {
    run("--help");
    assertThat(printed(out)).isEqualTo(Settings.help());
    out.reset();
    run("--port", "abc", "-h");
    assertThat(printed(out)).isEqualTo(Settings.help());
    assertThat(printed(err)).isEmpty();
    assertThat(codes).containsExactly(0, 0);
  }

  @Test
  void settings_that_are_wrong_are_misuse() {
    Sources sources =
        new Sources(List.of("--port", "abc"), Map.of(), Map.of("MOLT_REQUEST_TIMEOUT", "soon"));
    new Program(app, jvm).run(sources, CODE);
    assertThat(codes).containsExactly(2);
    assertThat(printed(err).lines())
        .containsExactlyInAnyOrder(
            "--port: 'abc' (expected: 0 to 65535)",
            "MOLT_REQUEST_TIMEOUT: 'soon' (expected: a duration such as 30s)");
    assertThat(printed(out)).isEmpty();
  }

  @Test
  void a_port_that_is_taken_is_a_failure_told_in_one_line() {
    try (Server other = App.create().listen(CODE)) {
      run("--port", String.valueOf(other.port()));
      assertThat(codes).containsExactly(1);
      assertThat(printed(err).lines())
          .singleElement()
          .asString()
          .startsWith("port: " + other.port() + " on 127.0.0.1 ");
    }
  }

  @Test
  void routes_in_each_others_way_are_a_failure_that_names_both() {
    app.get("/", request -> Response.text("hello again"));
    run();
    assertThat(codes).containsExactly(1);
    assertThat(printed(err)).contains("ProgramTest.java").doesNotContain("\tat ");
  }

  @Test
  void a_thread_that_may_not_block_is_refused_before_anything_starts() {
    assertThatThrownBy(() ->
            Mono.fromRunnable(this::run).subscribeOn(Schedulers.parallel()).block())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching(
            "run: called on parallel-\\d+ \\(expected: a thread that may block, .*");
    assertThat(codes).isEmpty();
    assertThat(printed(out)).isEmpty();
  }

  private void run(String... arguments) {
    new Program(app, jvm).run(new Sources(List.of(arguments), Map.of(), Map.of()), CODE);
  }

  private static String printed(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
