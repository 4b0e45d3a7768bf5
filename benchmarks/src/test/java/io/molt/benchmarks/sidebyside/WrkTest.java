package io.molt.benchmarks.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WrkTest {
  @Test
  void result_is_read_from_among_the_other_lines() throws IOException {
    String out = "Running 2s test\n  2 threads\nresult 120000 2004000 9000000 0 3 0 0 1\nmore\n";

    assertThat(Wrk.Result.of(out))
        .isEqualTo(new Wrk.Result(120_000, 2.004, 9_000_000, Map.of("read", 3L, "timeout", 1L)));
    assertThat(Wrk.Result.of(out).failed()).isEqualTo(4);
  }

  @Test
  void output_without_a_result_is_told() {
    assertThatThrownBy(() -> Wrk.Result.of("unable to connect"))
        .hasMessageContaining("unable to connect");
  }

  @Test
  void script_for_several_calls_holds_each_as_it_goes_over_the_wire() {
    String script = WrkScript.of(
        List.of(Call.get("/a"), new Call("PUT", "/b", ""), new Call("POST", "/c", "{\"x\":1}")));

    assertThat(script)
        .contains("\"GET /a HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n\"")
        .contains("\"PUT /b HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 0\\r\\n\\r\\n\"")
        .contains(
            "Content-Type: application/json\\r\\nContent-Length: 7\\r\\n\\r\\n{\\\"x\\\":1}\"");
  }

  @Test
  void script_for_the_same_call_in_turn_sends_it_as_those_of_a_table_are_sent() {
    assertThat(WrkScript.of(List.of(Call.get("/a"), Call.get("/a"))))
        .contains("\"GET /a HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n\"")
        .contains("request = function");
  }

  @Test
  void script_for_one_call_leaves_it_to_wrk_to_make_it_once() {
    String script = WrkScript.of(List.of(new Call("POST", "/upload", "x".repeat(1024))));

    assertThat(script)
        .contains("wrk.method = \"POST\"")
        .contains("wrk.path = \"/upload\"")
        .contains("wrk.body = string.rep(\"x\", 1024)")
        .doesNotContain("request = function");
  }
}
