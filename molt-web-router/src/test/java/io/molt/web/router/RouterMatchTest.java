package io.molt.web.router;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RouterMatchTest {

  @Test
  void a_literal_pattern_matches_its_path_only() {
    Table.of("GET /", "GET /users", "GET /users/all")
        .row("GET /", "GET /")
        .row("GET /users", "GET /users")
        .row("GET /users/all", "GET /users/all")
        .row("GET /user", "404")
        .row("GET /userss", "404")
        .row("GET /users/all/of", "404")
        .row("GET /Users", "404")
        .row("GET /all", "404");
  }

  @Test
  void a_parameter_takes_one_segment() {
    Table.of("GET /users/{id}", "GET /users/{id}/books/{book-id}")
        .row("GET /users/5", "GET /users/{id} id=5")
        .row("GET /users/a-b_c.d~", "GET /users/{id} id=a-b_c.d~")
        .row("GET /users/5/books/7", "GET /users/{id}/books/{book-id} id=5 book-id=7")
        .row("GET /users/5/books", "404")
        .row("GET /users", "404");
  }

  @Test
  void a_root_parameter_needs_a_segment() {
    Table.of("GET /{id}").row("GET /a", "GET /{id} id=a").row("GET /", "404").row("GET /a/", "404");
  }

  @Test
  void a_catch_all_takes_the_rest_and_the_empty_rest() {
    Table.of("GET /files/{path...}", "GET /u/{id}/{rest...}")
        .row("GET /files/a", "GET /files/{path...} path=a")
        .row("GET /files/a/b/c.txt", "GET /files/{path...} path=a/b/c.txt")
        .row("GET /files/a/", "GET /files/{path...} path=a/")
        .row("GET /files/", "GET /files/{path...} path=")
        .row("GET /files", "404")
        .row("GET /u/5/x/y", "GET /u/{id}/{rest...} id=5 rest=x/y")
        .row("GET /u/5/", "GET /u/{id}/{rest...} id=5 rest=")
        .row("GET /u/5", "404");
  }

  @Test
  void a_catch_all_at_the_root_takes_every_path() {
    Table.of("GET /{path...}", "GET /health")
        .row("GET /", "GET /{path...} path=")
        .row("GET /a/b", "GET /{path...} path=a/b")
        .row("GET /health", "GET /health")
        .row("GET /health/", "GET /{path...} path=health/");
  }

  @Test
  void the_more_precise_kind_wins_in_whatever_order_they_are_declared() {
    Table.of("GET /a/{rest...}", "GET /a/{p}", "GET /a/{n:long}", "GET /a/5")
        .row("GET /a/5", "GET /a/5")
        .row("GET /a/6", "GET /a/{n:long} n=6")
        .row("GET /a/x", "GET /a/{p} p=x")
        .row("GET /a/x/y", "GET /a/{rest...} rest=x/y");
  }

  @Test
  void constraints_are_tried_in_order_of_declaration() {
    Table.of("GET /{i:int}", "GET /{l:long}", "GET /{w:[a-z]+}", "GET /{x:[a-z0-9]+}")
        .row("GET /7", "GET /{i:int} i=7")
        .row("GET /3000000000", "GET /{l:long} l=3000000000")
        .row("GET /abc", "GET /{w:[a-z]+} w=abc")
        .row("GET /abc1", "GET /{x:[a-z0-9]+} x=abc1")
        .row("GET /ABC", "404");
  }

  @Test
  void a_walk_that_ends_nowhere_goes_back_to_the_less_precise() {
    Table.of("GET /a/b/c", "GET /a/{x}/d", "GET /{y}/b/e", "GET /{z...}")
        .row("GET /a/b/c", "GET /a/b/c")
        .row("GET /a/b/d", "GET /a/{x}/d x=b")
        .row("GET /a/b/e", "GET /{y}/b/e y=a")
        .row("GET /a/b/f", "GET /{z...} z=a/b/f");
  }

  @Test
  void the_method_is_a_part_of_the_match() {
    Table.of("GET /users/me", "POST /users/{id}", "DELETE /{any...}")
        .row("GET /users/me", "GET /users/me")
        .row("POST /users/me", "POST /users/{id} id=me")
        .row("DELETE /users/me", "DELETE /{any...} any=users/me")
        .row("PUT /users/me", "405 DELETE,GET,POST")
        .row("GET /users/5", "405 DELETE,POST")
        .row("GET /x", "405 DELETE");
  }

  @Test
  void allowed_methods_are_sorted_and_without_repetition() {
    Table.of(
            "PUT /a/{x}",
            "GET /a/{x}",
            "GET /a/b",
            "PATCH /a/{rest...}",
            "PUT /a/{n:long}",
            "POST /other")
        .row("DELETE /a/b", "405 GET,PATCH,PUT")
        .row("DELETE /a/5", "405 GET,PATCH,PUT")
        .row("DELETE /a/b/c", "405 PATCH")
        .row("DELETE /a", "404");
  }

  @Test
  void routes_of_one_shape_keep_their_own_names() {
    Table.of("GET /u/{id}", "POST /u/{name}", "PUT /u/{id}/{x...}", "GET /u/{name}/{y...}")
        .row("GET /u/5", "GET /u/{id} id=5")
        .row("POST /u/5", "POST /u/{name} name=5")
        .row("PUT /u/5/a", "PUT /u/{id}/{x...} id=5 x=a")
        .row("GET /u/5/a", "GET /u/{name}/{y...} name=5 y=a");
  }

  @Test
  void any_method_token_is_a_method_and_case_counts() {
    Table.of("QUERY /a", "M-SEARCH /a", "get /a", "!#$%&'*+-.^_`|~09 /a")
        .row("QUERY /a", "QUERY /a")
        .row("M-SEARCH /a", "M-SEARCH /a")
        .row("get /a", "get /a")
        .row("!#$%&'*+-.^_`|~09 /a", "!#$%&'*+-.^_`|~09 /a")
        .row("GET /a", "405 !#$%&'*+-.^_`|~09,M-SEARCH,QUERY,get");
  }

  @Test
  void a_trailing_slash_is_significant() {
    Table.of("GET /a", "GET /b/", "GET /c", "GET /c/", "GET /d/{x}/")
        .row("GET /a", "GET /a")
        .row("GET /a/", "404")
        .row("GET /b/", "GET /b/")
        .row("GET /b", "404")
        .row("GET /c", "GET /c")
        .row("GET /c/", "GET /c/")
        .row("GET /d/5/", "GET /d/{x}/ x=5")
        .row("GET /d/5", "404")
        .row("GET /d//", "404");
  }

  @Test
  void a_trailing_slash_is_more_precise_than_an_empty_rest() {
    Table.of("GET /a/{rest...}", "GET /a/")
        .row("GET /a/", "GET /a/")
        .row("GET /a//", "GET /a/{rest...} rest=/");
  }

  @Test
  void an_empty_segment_matches_only_within_a_catch_all() {
    Table.of("GET /a/{x}", "GET /b/{x:.*}", "GET /c/d", "GET /e/{rest...}")
        .row("GET /a/", "404")
        .row("GET /a//", "404")
        .row("GET /b/", "404")
        .row("GET /c//d", "404")
        .row("GET //c/d", "404")
        .row("GET //", "404")
        .row("GET /e//x//y", "GET /e/{rest...} rest=/x//y")
        .row("GET //e/x", "404");
  }

  @Test
  void a_path_with_a_dot_segment_matches_nothing() {
    Table table = Table.of("GET /{all...}", "GET /a/{x}", "GET /a");
    for (String dots : new String[] {".", "..", "%2e", "%2E", ".%2e", "%2e.", "%2E%2e"}) {
      table
          .row("GET /" + dots, "404")
          .row("GET /a/" + dots, "404")
          .row("GET /a/" + dots + "/", "404")
          .row("GET /" + dots + "/a", "404")
          .row("POST /a/" + dots + "/x", "404");
    }
    table
        .row("GET /a/...", "GET /a/{x} x=...")
        .row("GET /a/..a", "GET /a/{x} x=..a")
        .row("GET /a/.a", "GET /a/{x} x=.a")
        .row("GET /a/%2ea", "GET /a/{x} x=.a")
        .row("GET /a/a..", "GET /a/{x} x=a..")
        .row("GET /a/%2e%2e%2e", "GET /a/{x} x=...")
        .row("GET /a/.%2", "400");
  }

  @Test
  void an_escaped_slash_never_separates() {
    Table.of("GET /a/{x}", "GET /a/{x}/{y}", "GET /f/{rest...}", "GET /b/c", "GET /r/{x:[a-z/]+}")
        .row("GET /a/b%2Fc", "GET /a/{x} x=b/c")
        .row("GET /a/%2F/%2f", "GET /a/{x}/{y} x=/ y=/")
        .row("GET /f/b%2Fc/d", "GET /f/{rest...} rest=b/c/d")
        .row("GET /b%2Fc", "404")
        .row("GET %2Fb/c", "404")
        .row("GET /r/a%2Fb", "GET /r/{x:[a-z/]+} x=a/b")
        .row("GET /r/a/b", "404");
  }

  @Test
  void a_literal_is_compared_to_the_decoded_segment() {
    Table.of("GET /users", "GET /a b", "GET /é/ü", "GET /x+y", "GET /100/{p}")
        .row("GET /%75sers", "GET /users")
        .row("GET /%75%73%65%72%73", "GET /users")
        .row("GET /a%20b", "GET /a b")
        .row("GET /a+b", "404")
        .row("GET /%C3%A9/%c3%bc", "GET /é/ü")
        .row("GET /é/%c3%bc", "GET /é/ü")
        .row("GET /e%CC%81/%c3%bc", "404")
        .row("GET /x+y", "GET /x+y")
        .row("GET /x%2By", "GET /x+y")
        .row("GET /%31%30%30/1%30", "GET /100/{p} p=10");
  }

  @Test
  void values_are_decoded_as_strict_utf_8_and_plus_stays_plus() {
    Table.of("GET /{x}")
        .row("GET /a%20b+c", "GET /{x} x=a b+c")
        .row("GET /%E2%82%AC", "GET /{x} x=€")
        .row("GET /%F0%9F%98%80!", "GET /{x} x=😀!")
        .row("GET /%F4%8F%BF%BF", "GET /{x} x=\uDBFF\uDFFF")
        .row("GET /%25", "GET /{x} x=%")
        .row("GET /%2525", "GET /{x} x=%25")
        .row("GET /%00", "GET /{x} x=\0");
  }

  @Test
  void an_invalid_escape_anywhere_is_malformed_whatever_the_routes_are() {
    Table table = Table.of("GET /a/{x}", "GET /b");
    for (String bad : new String[] {
      "%",
      "%2",
      "%zz",
      "%2g",
      "%g2",
      "%%41",
      "%u0041",
      "% 41",
      "%4\uFF11",
      "%C3",
      "%C3A9",
      "%C3/%A9",
      "%A9",
      "%C0%AF",
      "%C1%BF",
      "%E0%80%AF",
      "%E0%9F%BF",
      "%ED%A0%80",
      "%F0%80%80%AF",
      "%F4%90%80%80",
      "%F5%80%80%80",
      "%FE",
      "%FF",
      "%E2%82",
      "%E2%82x",
      "%F0%9F%98",
      "a%41%C3"
    }) {
      table
          .row("GET /a/" + bad, "400")
          .row("GET /" + bad + "/a", "400")
          .row("POST /a/" + bad, "400")
          .row("GET /nowhere/" + bad, "400")
          .row("GET /a/%41" + bad, "400");
    }
  }

  @Test
  void a_path_that_does_not_start_with_a_slash_matches_nothing() {
    Table.of("GET /{all...}", "GET /")
        .row("GET *", "404")
        .row("GET ", "404")
        .row("GET a/b", "404")
        .row("GET http://host/a", "404")
        .row("GET %", "404");
  }

  @Test
  void int_and_long_are_the_numbers_that_fit() {
    Table.of("GET /i/{n:int}", "GET /l/{n:long}")
        .row("GET /i/0", "GET /i/{n:int} n=0")
        .row("GET /i/007", "GET /i/{n:int} n=007")
        .row("GET /i/-1", "GET /i/{n:int} n=-1")
        .row("GET /i/2147483647", "GET /i/{n:int} n=2147483647")
        .row("GET /i/2147483648", "404")
        .row("GET /i/-2147483648", "GET /i/{n:int} n=-2147483648")
        .row("GET /i/-2147483649", "404")
        .row("GET /i/%31%32", "GET /i/{n:int} n=12")
        .row("GET /l/9223372036854775807", "GET /l/{n:long} n=9223372036854775807")
        .row("GET /l/9223372036854775808", "404")
        .row("GET /l/-9223372036854775808", "GET /l/{n:long} n=-9223372036854775808")
        .row("GET /l/-9223372036854775809", "404")
        .row("GET /l/99999999999999999999999999", "404")
        .row("GET /l/-", "404")
        .row("GET /l/+5", "404")
        .row("GET /l/5L", "404")
        .row("GET /l/%D9%A1", "404")
        .row("GET /l/1.0", "404");
  }

  @Test
  void uuid_and_date_are_checked_digit_by_digit() {
    Table.of("GET /{u:uuid}", "GET /{d:date}")
        .row(
            "GET /123e4567-E89B-12d3-a456-426614174000",
            "GET /{u:uuid} u=123e4567-E89B-12d3-a456-426614174000")
        .row("GET /123e4567-e89b-12d3-a456-42661417400", "404")
        .row("GET /123e4567-e89b-12d3-a456-42661417400g", "404")
        .row("GET /123e4567e-89b-12d3-a456-426614174000", "404")
        .row("GET /2024-02-29", "GET /{d:date} d=2024-02-29")
        .row("GET /2023-02-29", "404")
        .row("GET /2023-13-01", "404")
        .row("GET /2023-00-01", "404")
        .row("GET /2023-01-00", "404")
        .row("GET /2023-1-1", "404")
        .row("GET /0000-01-01", "GET /{d:date} d=0000-01-01");
  }

  @Test
  void a_regular_expression_matches_the_whole_decoded_segment() {
    Table.of("GET /{code:[a-z]{2}}", "GET /{v:v(\\d+)(?:\\.\\d+)?}/x", "GET /s/{t:a|bc}")
        .row("GET /de", "GET /{code:[a-z]{2}} code=de")
        .row("GET /%64e", "GET /{code:[a-z]{2}} code=de")
        .row("GET /deu", "404")
        .row("GET /d", "404")
        .row("GET /v1.2/x", "GET /{v:v(\\d+)(?:\\.\\d+)?}/x v=v1.2")
        .row("GET /s/bc", "GET /s/{t:a|bc} t=bc")
        .row("GET /s/abc", "404");
  }

  /** Unbounded, the first of these would read more characters than there are atoms in the universe. */
  @Test
  void a_runaway_regular_expression_does_not_match() {
    String many = "a".repeat(500);
    Table.of("GET /{x:(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)[^a]}", "GET /{y:(\\w|\\w\\w)*}/y")
        .row("GET /" + many, "404")
        .row("GET /aab", "GET /{x:(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)[^a]} x=aab")
        .row("GET /" + "a".repeat(100_000) + "/y", "404");
  }

  @Test
  void a_regular_expression_sees_up_to_512_characters() {
    Table.of("GET /{x:a+}")
        .row("GET /" + "a".repeat(512), "GET /{x:a+} x=" + "a".repeat(512))
        .row("GET /" + "a".repeat(513), "404");
  }

  @Test
  void a_router_without_routes_finds_nothing() {
    Table.of().row("GET /", "404").row("GET /a", "404").row("GET /%", "400");
  }

  @Test
  void a_pattern_that_matches_no_more_than_a_prefix_is_not_found() {
    Table.of("GET /a/b/c")
        .row("GET /a", "404")
        .row("GET /a/b", "404")
        .row("GET /a/b/", "404")
        .row("GET /a/b/c/", "404");
  }

  @Test
  void literals_may_hold_dots_colons_and_other_punctuation() {
    Table.of("GET /users:batch", "GET /.well-known/security.txt", "GET /a,b;c=1/@me/$x/(y)/~z")
        .row("GET /users:batch", "GET /users:batch")
        .row("GET /.well-known/security.txt", "GET /.well-known/security.txt")
        .row("GET /a,b;c=1/@me/$x/(y)/~z", "GET /a,b;c=1/@me/$x/(y)/~z")
        .row("GET /a,b", "404");
  }

  @Test
  void a_prefix_of_a_literal_is_another_segment() {
    String[] routes =
        IntStream.range(0, 200).mapToObj(i -> "GET /segment" + i + "-x").toArray(String[]::new);
    Table table = Table.of(routes);
    for (String route : routes) {
      table.row(route, route).row(route + "y", "404");
      for (int end = "GET /".length(); end < route.length(); end++) {
        table.row(route.substring(0, end), "404");
      }
    }
  }
}
