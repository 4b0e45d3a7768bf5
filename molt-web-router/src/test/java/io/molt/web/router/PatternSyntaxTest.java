package io.molt.web.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternSyntaxTest {

  @ParameterizedTest(name = "pattern {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "users | does not start with a slash (write /users)",
        "\"\" | does not start with a slash (write /)",
        "* | does not start with a slash (write /*)",
        "/a//b | has an empty segment (write one slash instead of two)",
        "// | has an empty segment (write one slash instead of two)",
        "/a/./b | has the dot segment '.' (a path with one never matches: write the path it stands for)",
        "/a/.. | has the dot segment '..' (a path with one never matches: write the path it stands for)",
        "/users/:id | has the segment ':id' (a parameter is written {id})",
        "/files/* | has the segment '*' (one segment is written {name}, the rest of the path {name...})",
        "/files/*path | has the segment '*path' (one segment is written {name}, the rest of the path {name...})",
        "/files/{*path} | has a parameter named '*path' (a catch-all is written {path...})",
        "/x{id} | mixes text and a parameter in 'x{id}' (a parameter fills a whole segment: write {name} and take the value apart in the handler)",
        "/{id}.json | mixes text and a parameter in '{id}.json' (a parameter fills a whole segment: write {name} and take the value apart in the handler)",
        "/{a}{b} | mixes text and a parameter in '{a}{b}' (a parameter fills a whole segment: write {name} and take the value apart in the handler)",
        "/{id | has unbalanced braces (close each { with a }, inside a regular expression too)",
        "/id} | has unbalanced braces (close each { with a }, inside a regular expression too)",
        "/}{ | has unbalanced braces (close each { with a }, inside a regular expression too)",
        "/{a:[{]} | has unbalanced braces (close each { with a }, inside a regular expression too)",
        "/{} | has a parameter named '' (a name is a letter or _, then letters, digits, _ or -; for an optional segment declare two routes)",
        "/{id?} | has a parameter named 'id?' (a name is a letter or _, then letters, digits, _ or -; for an optional segment declare two routes)",
        "/{1st} | has a parameter named '1st' (a name is a letter or _, then letters, digits, _ or -; for an optional segment declare two routes)",
        "/{a/b} | has a parameter named 'a/b' (a name is a letter or _, then letters, digits, _ or -; for an optional segment declare two routes)",
        "/{:long} | has a parameter named '' (a name is a letter or _, then letters, digits, _ or -; for an optional segment declare two routes)",
        "/{...} | has a parameter named '' (a name is a letter or _, then letters, digits, _ or -; for an optional segment declare two routes)",
        "/{id}/x/{id} | has the parameter 'id' twice (give each parameter a name of its own)",
        "/{id}/{id...} | has the parameter 'id' twice (give each parameter a name of its own)",
        "/{p...}/x | has segments after the catch-all {p...} (a catch-all comes last: nothing is left after it)",
        "/{p...}/ | has segments after the catch-all {p...} (a catch-all comes last: nothing is left after it)",
        "/{id:Long} | has the unknown constraint 'Long' (use int, long, uuid, date or a regular expression such as [a-z]+; a catch-all is written {name...})",
        "/{id:string} | has the unknown constraint 'string' (use int, long, uuid, date or a regular expression such as [a-z]+; a catch-all is written {name...})",
        "/{id:} | has the unknown constraint '' (use int, long, uuid, date or a regular expression such as [a-z]+; a catch-all is written {name...})",
        "/{id:...} | has the unknown constraint '...' (use int, long, uuid, date or a regular expression such as [a-z]+; a catch-all is written {name...})",
        "/{id:[a-z} | has an invalid regular expression '[a-z' (Unclosed character class)",
        "/a%20b | has a percent sign (write the character itself: a pattern is compared to the decoded segment)",
        "/a?b=c | has the character '?' (a pattern is a path only, without query and fragment)",
        "/a#b | has the character '#' (a pattern is a path only, without query and fragment)",
      })
  void a_broken_pattern_is_refused_with_the_rule_and_the_fix(String pattern, String message) {
    assertThatThrownBy(() -> Router.<String>builder().add("GET", pattern, "value"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pattern " + pattern + " " + message);
  }

  @Test
  void a_control_character_is_refused() {
    assertThatThrownBy(() -> Router.<String>builder().add("GET", "/a\nb", "value"))
        .hasMessageContaining("has a control character");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET POST", "GET,POST", "GÉT", "GET\r\n", "GET/", "(GET)", " GET"})
  void a_method_that_is_no_token_is_refused(String method) {
    assertThatThrownBy(() -> Router.<String>builder().add(method, "/", "value"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("method: '" + method + "' (expected: a token such as GET or QUERY");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/a/{b}/{c:long}/{d:x{1,2}}/{e...} | b,c,d,e",
        "/{_a-1}/{B:[a-z/]+(?:[0-9]{2}[x-z])} | _a-1,B",
        "/{a:b:c} | a",
        "/a | ''",
      })
  void the_names_of_a_route_are_those_of_its_pattern(String pattern, String names) {
    Route<String> route = new Route<>("GET", pattern, "value", "");
    assertThat(String.join(",", route.parameterNames())).isEqualTo(names);
  }

  @Test
  void a_route_checks_itself_too() {
    assertThatThrownBy(() -> new Route<>("GET", ":id", "value", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Route<>("", "/", "value", ""))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
