package io.molt.web.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteConflictTest {

  @ParameterizedTest(name = "{1} after {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "/a | /a",
        "/ | /",
        "/a/ | /a/",
        "/users/{id} | /users/{name}",
        "/{a:long} | /{b:long}",
        "/{a:long} | /{b:int}",
        "/{a:uuid} | /{b:uuid}",
        "/{a:[a-z]+} | /{b:[a-z]+}",
        "/{a:x{2}} | /{b:x{2}}",
        "/f/{a...} | /f/{b...}",
        "/{a:long}/x | /{b:int}/x",
        "/{a:long}/{x} | /{b:int}/foo",
        "/{a:long}/{x} | /{b:int}/{y:uuid}",
        "/{a:long}/{x...} | /{b:int}/foo/bar",
        "/{a:long}/{x...} | /{b:int}/",
        "/{a:long}/{x...} | /{b:int}/{y}/{z...}",
        "/{a:long}/{x:int}/z | /{b:int}/5/z",
        "/{a:long}/{x:[a-z]+} | /{b:int}/foo",
        "/p/{q}/{a:long}/{x} | /p/{r}/{b:int}/y",
      })
  void a_route_whose_paths_all_go_to_another_cannot_be_built(String first, String second) {
    assertThatThrownBy(() -> Table.router("GET " + first, "GET " + second))
        .isInstanceOf(RouteConflictException.class)
        .hasMessageStartingWith("GET " + second + " can never match: GET " + first + " ");
  }

  @ParameterizedTest(name = "{0} and {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "/a | /a/",
        "/users/me | /users/{id}",
        "/users/{id} | /users/me",
        "/{a:int} | /{b:long}",
        "/{a} | /{b:long}",
        "/{a} | /5",
        "/{a:long} | /5",
        "/{a...} | /{b}",
        "/{a...} | /x/y/z",
        "/{a...} | /x/{b...}",
        "/{a:[a-z]+} | /{b:[a-z]*}",
        "/{a:[a-z]+} | /{b:uuid}",
        "/{a:long}/x | /{b:int}/y",
        "/{a:long}/foo | /{b:int}/{x}",
        "/{a:long}/{x} | /{b:int}/",
        "/{a:long}/{x} | /{b:int}",
        "/{a:long}/{x} | /{b:int}/{y...}",
        "/{a:long}/{x...} | /{b:int}",
        "/{a:long}/{x:int} | /{b:int}/foo",
        "/{a:long}/{x:int} | /{b:int}/{y:long}",
        "/{a:uuid}/{x} | /{b:int}/foo",
        "/{a:int}/{x} | /{b:long}/foo",
      })
  void a_more_general_pattern_is_no_conflict_in_whatever_order(String first, String second) {
    assertThatCode(() -> Table.router("GET " + first, "GET " + second)).doesNotThrowAnyException();
  }

  @Test
  void routes_of_different_methods_do_not_conflict() {
    assertThatCode(
            () -> Table.router("GET /{a:long}", "POST /{b:int}", "PUT /{a:long}", "get /{c:long}"))
        .doesNotThrowAnyException();
  }

  @Test
  void a_more_precise_route_of_the_same_method_found_on_the_way_back_is_named() {
    assertThatThrownBy(
            () -> Table.router("POST /{a:long}/foo", "GET /{a:long}/{x}", "GET /{b:int}/foo"))
        .hasMessage(
            "GET /{b:int}/foo can never match: "
                + "GET /{a:long}/{x} is tried first and matches all of its paths (declare the narrower constraint first)");
  }

  @Test
  void the_order_of_constraints_is_that_of_all_routes_whatever_their_method() {
    assertThatThrownBy(() -> Table.router("PUT /{a:long}/x", "GET /{b:int}", "GET /{a:long}"))
        .hasMessageStartingWith("GET /{b:int} can never match: GET /{a:long} is tried first");
  }

  @Test
  void a_duplicate_names_both_patterns_and_both_origins() {
    assertThatThrownBy(
            () -> Table.router("GET /users/{name} @B.java:9", "GET /users/{id} @A.java:3"))
        .hasMessage("GET /users/{id} (A.java:3) can never match: "
            + "GET /users/{name} (B.java:9) matches the same paths");
  }

  @Test
  void every_conflict_has_a_line_of_its_own() {
    assertThatThrownBy(
            () -> Table.router("GET /a", "GET /a", "GET /{a:long}", "GET /{b:int}", "GET /a"))
        .satisfies(
            e -> assertThat(Stream.of(e.getMessage().split(System.lineSeparator())))
                .containsExactly(
                    "GET /a can never match: GET /a matches the same paths",
                    "GET /a can never match: GET /a matches the same paths",
                    "GET /{b:int} can never match: GET /{a:long} is tried first and matches all of its paths (declare the narrower constraint first)"));
  }

  @Test
  void a_conflict_is_an_illegal_state_and_leaves_the_builder_as_it_was() {
    Router.Builder<String> builder =
        Router.<String>builder().add("GET", "/a", "1").add("GET", "/a", "2");
    assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
  }
}
