package io.molt.web.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.router.Explanation.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplanationTest {

  private final Router<String> router = Table.router(
      "HEAD /users",
      "GET /users @UserRoutes.java:40",
      "GET /users/{id:long} @UserRoutes.java:42",
      "GET /users/{id}/books",
      "GET /files/{path...}");

  @Test
  void a_match_is_told_step_by_step() {
    assertThat(router.explain("GET", "/users/5"))
        .isEqualTo(new Explanation(
            "GET",
            "/users/5",
            "found: GET /users/{id:long} (UserRoutes.java:42) {id=5}",
            List.of(
                new Step(1, "literal", "'users' matches"),
                new Step(2, "{:long}", "'5' is a long"),
                new Step(3, "end of path", "a route has the method GET")),
            List.of()));
  }

  @Test
  void a_path_that_matches_nothing_says_what_each_segment_met() {
    assertThat(router.explain("GET", "/users/abc").toString()).isEqualTo("""
                GET /users/abc -> not found
                  segment 1, literal: 'users' matches
                  segment 2, {:long}: 'abc' is not a long
                  segment 2, {}: takes 'abc'
                  segment 3, end of path: no route ends here""");
  }

  @Test
  void an_unknown_literal_is_held_against_the_known_ones() {
    assertThat(router.explain("GET", "/user").steps())
        .containsExactly(new Step(1, "literal", "'user' is none of 'files', 'users'"));
  }

  @Test
  void at_most_ten_literals_are_shown() {
    String[] routes = new String[12];
    for (int i = 0; i < routes.length; i++) {
      routes[i] = "GET /" + (char) ('a' + i);
    }
    assertThat(Table.router(routes).explain("GET", "/x").steps())
        .containsExactly(new Step(
            1,
            "literal",
            "'x' is none of 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j' and 2 more"));
  }

  @Test
  void another_method_is_named() {
    assertThat(router.explain("PUT", "/users")).satisfies(e -> {
      assertThat(e.outcome()).isEqualTo("method not allowed: only GET, HEAD");
      assertThat(e.steps())
          .endsWith(new Step(2, "end of path", "matched by path, but only for GET, HEAD"));
    });
  }

  @Test
  void a_catch_all_tells_what_it_takes() {
    assertThat(router.explain("GET", "/files/a/b").steps())
        .contains(new Step(2, "{...}", "takes the rest, 'a/b'"));
  }

  @Test
  void a_trailing_slash_too_many_or_too_few_is_a_hint() {
    assertThat(router.explain("GET", "/users/").hints())
        .containsExactly("trailing slash: /users exists");
    assertThat(router.explain("GET", "/files").hints())
        .containsExactly("trailing slash: /files/ exists");
    assertThat(router.explain("GET", "/nowhere/").hints()).isEmpty();
  }

  @Test
  void oddities_are_hints_that_name_the_rule() {
    assertThat(router.explain("GET", "/users/../x").toString()).isEqualTo("""
                GET /users/../x -> not found
                  hint: dot segment: a path with . or .. matches nothing and is never normalised""");
    assertThat(router.explain("GET", "*").hints())
        .containsExactly("no slash at the start: such a path matches nothing");
    assertThat(router.explain("GET", "//users").hints())
        .containsExactly("empty segment: only a catch-all matches one");
    assertThat(router.explain("GET", "/users/%zz").toString())
        .isEqualTo("GET /users/%zz -> malformed: "
            + "percent sign at index 7 is not followed by two hexadecimal digits");
    assertThat(router.explain("GET", "/users/a%FF").outcome())
        .isEqualTo("malformed: percent-escapes at index 8 are not UTF-8");
  }

  @Test
  void segments_stay_escaped_so_that_no_line_is_forged() {
    assertThat(router.explain("GET", "/users/a%0Ab").toString())
        .contains("'a%0Ab' is not a long")
        .hasLineCount(5);
  }

  @Test
  void an_explanation_is_immutable() {
    Explanation explanation = router.explain("GET", "/users");
    assertThatThrownBy(() -> explanation.steps().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> explanation.hints().add("x"))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
