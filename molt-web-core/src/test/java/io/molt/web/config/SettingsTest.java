package io.molt.web.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.molt.web.server.ServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private static final ServerOptions CODE = ServerOptions.defaults();

  @Test
  void nothing_given_leaves_the_options_of_the_code() {
    ServerOptions code =
        CODE.withPort(9001).withTimeouts(t -> t.withKeepAlive(Duration.ofHours(2)));
    Settings settings = Settings.read(sources(), code);
    assertThat(settings.options()).isEqualTo(code);
    assertThat(settings.values())
        .extracting(Settings.Value::toString)
        .containsExactly("port = 9001 (code)", "keep-alive-timeout = 2h (code)");
    assertThat(settings.warnings()).isEmpty();
  }

  @Test
  void argument_goes_before_property_before_variable_before_code() {
    Map<String, String> properties = Map.of("molt.port", "9002", "molt.host", "b");
    Map<String, String> environment =
        Map.of("MOLT_PORT", "9003", "MOLT_HOST", "c", "MOLT_REQUEST_TIMEOUT", "5s");
    ServerOptions code = CODE.withPort(9004).withIoThreads(3);
    Settings settings =
        Settings.read(new Sources(List.of("--port", "9001"), properties, environment), code);
    assertThat(settings.options())
        .isEqualTo(code.withPort(9001)
            .withHost("b")
            .withRequests(requests -> requests.withDeadline(Duration.ofSeconds(5))));
    assertThat(settings.values())
        .extracting(Settings.Value::toString)
        .containsExactly(
            "host = b (molt.host)",
            "port = 9001 (--port)",
            "io-threads = 3 (code)",
            "request-timeout = 5s (MOLT_REQUEST_TIMEOUT)");
  }

  @Test
  void what_is_given_is_listed_even_if_it_is_the_default() {
    assertThat(Settings.read(sources("--port", "8080"), CODE.withPort(1)).values())
        .extracting(Settings.Value::toString)
        .containsExactly("port = 8080 (--port)");
  }

  @Test
  void what_comes_with_a_setting_is_not_taken_for_the_code() {
    assertThat(Settings.read(sources("--unix-socket=a.sock"), CODE).values())
        .extracting(Settings.Value::toString)
        .containsExactly("unix-socket = a.sock (--unix-socket)");
    assertThat(Settings.read(sources("--redirect-from=1", "--tls-self-signed"), CODE)
            .values())
        .extracting(Settings.Value::toString)
        .containsExactlyInAnyOrder(
            "redirect-from = 1 (--redirect-from)", "tls-self-signed = true (--tls-self-signed)");
  }

  @Test
  void arguments_are_written_with_a_space_or_an_equals_sign() {
    assertThat(options("--port", "9001", "--request-timeout=60s", "--host=a=b"))
        .isEqualTo(CODE.withPort(9001)
            .withHost("a=b")
            .withRequests(requests -> requests.withDeadline(Duration.ofMinutes(1))));
  }

  @Test
  void switches_need_no_value_and_can_be_negated() {
    ServerOptions off = CODE.withHttp2(http2 -> http2.withEnabled(false));
    assertThat(options("--no-http2")).isEqualTo(off);
    assertThat(options("--http2=false")).isEqualTo(off);
    assertThat(options("--http2", "false", "--port", "1")).isEqualTo(off.withPort(1));
    assertThat(Settings.read(sources("--http2", "--port", "1"), off).options())
        .isEqualTo(CODE.withPort(1));
    assertThat(Settings.read(sources("--no-http2"), CODE).values())
        .extracting(Settings.Value::toString)
        .containsExactly("http2 = false (--no-http2)");
  }

  @Test
  void the_last_of_two_equal_arguments_counts() {
    assertThat(options("--port", "9001", "--port=9002")).isEqualTo(CODE.withPort(9002));
  }

  @Test
  void white_space_around_a_value_does_not_count() {
    assertThat(options("--port", " 9001\n")).isEqualTo(CODE.withPort(9001));
  }

  @Test
  void options_that_have_to_be_in_order_can_be_given_in_any() {
    assertThat(options("--low-write-watermark", "1MB", "--high-write-watermark", "2MB"))
        .isEqualTo(CODE.withBuffers(
            buffers -> buffers.withHighWriteWatermark(2 << 20).withLowWriteWatermark(1 << 20)));
    ServerOptions large = options("--low-write-watermark", "1MB", "--high-write-watermark", "2MB");
    Settings small = Settings.read(
        sources("--high-write-watermark", "2KB", "--low-write-watermark", "1KB"), large);
    assertThat(small.options().buffers().highWriteWatermark()).isEqualTo(2048);
  }

  @Test
  void values_that_are_wrong_are_all_named_with_where_they_came_from_and_what_was_expected() {
    Sources sources = new Sources(
        List.of("--port", "abc", "--http2=maybe", "--max-connections", "0"),
        Map.of("molt.max-header-size", "12 stones"),
        Map.of("MOLT_REQUEST_TIMEOUT", "5 parsecs", "MOLT_PORT", "9000"));
    assertThat(problems(sources))
        .containsExactlyInAnyOrder(
            "--port: 'abc' (expected: 0 to 65535)",
            "--http2: 'maybe' (expected: true or false)",
            "--max-connections: '0' is refused: maxConnections: 0 (expected: >= 1)",
            "molt.max-header-size: '12 stones' (expected: a size below 2GB such as 64KB)",
            "MOLT_REQUEST_TIMEOUT: '5 parsecs' (expected: a duration such as 30s)");
  }

  @Test
  void options_that_do_not_go_together_are_refused() {
    assertThat(problems(sources("--low-write-watermark", "128KB")))
        .containsExactly(
            "--low-write-watermark: '128KB' is refused: highWriteWatermark: 65536 (expected: >= 131072)");
  }

  @Test
  void a_value_that_another_source_goes_before_is_not_read() {
    Sources sources =
        new Sources(List.of("--port", "1"), Map.of(), Map.of("MOLT_PORT", "no port at all"));
    assertThat(Settings.read(sources, CODE).options()).isEqualTo(CODE.withPort(1));
  }

  @Test
  void unknown_arguments_are_named_with_what_was_probably_meant() {
    assertThat(problems(sources("--prot", "9000")))
        .containsExactly(
            "--prot: no such setting (did you mean --port? --help lists them)",
            "9000: not a setting (expected: --name value; --help lists them)");
    assertThat(problems(sources("--request-time-out=5s")))
        .containsExactly(
            "--request-time-out: no such setting (did you mean --request-timeout? --help lists them)");
    assertThat(problems(sources("--bananas")))
        .containsExactly("--bananas: no such setting (--help lists them)");
    assertThat(problems(sources("--no-port")))
        .containsExactly("--no-port: no such setting (--help lists them)");
    assertThat(problems(sources("--no-http2=true")))
        .containsExactly("--no-http2: no such setting (--help lists them)");
  }

  @Test
  void an_argument_without_its_value_is_named() {
    assertThat(problems(sources("--port")))
        .containsExactly("--port: no value (expected: 0 to 65535)");
    assertThat(problems(sources("--host", "--port", "1")))
        .containsExactly("--host: no value (expected: text)");
  }

  @Test
  void unknown_variables_and_properties_of_ours_are_warned_of() {
    Settings settings = Settings.read(
        new Sources(
            List.of(),
            Map.of("molt.prot", "1", "moltke", "1", "java.home", "/"),
            Map.of("MOLT_PROT", "9000", "MOLT_EN", "x", "PATH", "/bin", "molt_port", "1")),
        CODE);
    assertThat(settings.options()).isEqualTo(CODE);
    assertThat(settings.warnings())
        .containsExactly(
            "molt.prot: no such setting, ignored (did you mean molt.port? --help lists them)",
            "MOLT_EN: no such setting, ignored (--help lists them)",
            "MOLT_PROT: no such setting, ignored (did you mean MOLT_PORT? --help lists them)");
  }

  @Test
  void an_empty_variable_is_not_set() {
    Sources sources = new Sources(List.of(), Map.of(), Map.of("MOLT_PORT", ""));
    assertThat(Settings.read(sources, CODE).values()).isEmpty();
    assertThat(problems(new Sources(List.of(), Map.of("molt.port", ""), Map.of())))
        .containsExactly("molt.port: '' (expected: 0 to 65535)");
  }

  @Test
  void the_sources_of_a_process_are_its_arguments_properties_and_environment() {
    Sources sources = Sources.ofProcess("--port", "1");
    assertThat(sources.arguments()).containsExactly("--port", "1");
    assertThat(sources.properties()).containsEntry("java.home", System.getProperty("java.home"));
    assertThat(sources.environment()).isEqualTo(System.getenv());
  }

  @Test
  void help_is_wanted_by_its_argument_wherever_it_stands() {
    assertThat(Settings.isHelpWanted(List.of("--port", "1", "--help"))).isTrue();
    assertThat(Settings.isHelpWanted(List.of("-h"))).isTrue();
    assertThat(Settings.isHelpWanted(List.of("--port", "1"))).isFalse();
  }

  @Test
  void help_lists_every_setting_with_variable_default_and_meaning() {
    String help = Settings.help();
    assertThat(Settings.all())
        .hasSizeGreaterThan(20)
        .allSatisfy(setting -> assertThat(help)
            .containsPattern("(?m)^  --%s %s +%s( +%s)?\n      %s$"
                .formatted(
                    setting.name(),
                    Pattern.quote(setting.placeholder()),
                    setting.environmentVariable(),
                    Pattern.quote(setting.defaultValue()),
                    Pattern.quote(setting.description()))));
  }

  @Test
  void help_is_a_table() {
    List<Setting> settings = Stream.of("port", "request-timeout", "http2")
        .map(name -> SettingsTable.named(name).orElseThrow())
        .toList();
    assertThat(HelpText.of(settings)).isEqualTo("""
        Settings, each as an argument, an environment variable, or a system property (-Dmolt.port=9000).
        An argument goes before a property, a property before a variable, a variable before the code.

          --port PORT                 MOLT_PORT             8080
              The port to listen on; 0 for any free one
          --request-timeout DURATION  MOLT_REQUEST_TIMEOUT  30s
              How long a request may take until its response begins, unless its route says otherwise; 0 for no limit
          --http2 BOOLEAN             MOLT_HTTP2            true
              Whether HTTP/2 is spoken
        """);
  }

  private static Sources sources(String... arguments) {
    return new Sources(List.of(arguments), Map.of(), Map.of());
  }

  private static ServerOptions options(String... arguments) {
    return Settings.read(sources(arguments), CODE).options();
  }

  private static List<String> problems(Sources sources) {
    SettingsException refused =
        catchThrowableOfType(SettingsException.class, () -> Settings.read(sources, CODE));
    assertThat(refused).hasMessage(String.join("\n", refused.problems()));
    return refused.problems();
  }
}
