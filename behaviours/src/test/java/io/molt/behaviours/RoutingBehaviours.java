package io.molt.behaviours;

import io.molt.web.App;
import io.molt.web.http.Handler;
import io.molt.web.http.Method;
import io.molt.web.http.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which route a request leads to. */
class RoutingBehaviours extends Behaviours {
  private static final Handler REST = request -> Response.text("rest " + request.path("rest"));
  private static final Handler NAME = request -> Response.text("name " + request.path("name"));
  private static final Handler ID = request -> Response.text("id " + request.path("id"));

  private static Handler says(String text) {
    return request -> Response.text(text);
  }

  @ParameterizedTest
  @CsvSource({
    "/users/me, literal",
    "/users/42, id 42",
    "/users/ada, name ada",
    "/users/ada/posts, rest ada/posts",
    "/users/me/posts, rest me/posts",
    "/users/, 'rest '"
  })
  void more_precise_kind_of_segment_wins(String path, String expected) {
    App app = App.create()
        .get("/users/me", says("literal"))
        .get("/users/{id:long}", ID)
        .get("/users/{name}", NAME)
        .get("/users/{rest...}", REST);

    run(app).get(path).send().expectStatus(200).expectBody(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "/users/me, literal",
    "/users/42, id 42",
    "/users/ada, name ada",
    "/users/a/b, rest a/b"
  })
  void order_of_declaration_does_not_count(String path, String expected) {
    App app = App.create()
        .get("/users/{rest...}", REST)
        .get("/users/{name}", NAME)
        .get("/users/{id:long}", ID)
        .get("/users/me", says("literal"));

    run(app).get(path).send().expectBody(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "int, 2147483647, 200",
    "int, -1, 200",
    "int, 2147483648, 404",
    "int, 1.0, 404",
    "long, 9223372036854775807, 200",
    "long, 9223372036854775808, 404",
    "long, x, 404",
    "uuid, 123e4567-e89b-12d3-a456-426614174000, 200",
    "uuid, 123e4567-e89b-12d3-a456-42661417400, 404",
    "date, 2024-02-29, 200",
    "date, 2025-02-29, 404",
    "date, 2024-1-1, 404",
    "[a-z]{2}, de, 200",
    "[a-z]{2}, DE, 404",
    "[a-z]{2}, deu, 404"
  })
  void segment_has_to_meet_its_constraint(String constraint, String segment, int status) {
    App app = App.create().get("/{value:" + constraint + "}", says("matched"));

    run(app).get("/" + segment).send().expectStatus(status);
  }

  @Test
  void constraint_is_held_against_the_decoded_segment() {
    App app = App.create().get("/{id:long}", ID);

    run(app).get("/%34%32").send().expectBody("id 42");
  }

  @Test
  void literal_that_leads_nowhere_gives_way_to_a_parameter() {
    App app = App.create().get("/a/b/c", says("literal")).get("/a/{name}/d", NAME);

    run(app).get("/a/b/d").send().expectBody("name b");
  }

  @Test
  void constraint_that_leads_nowhere_gives_way_to_a_parameter() {
    App app = App.create().get("/a/{id:long}/c", ID).get("/a/{name}/d", NAME);

    run(app).get("/a/1/d").send().expectBody("name 1");
  }

  @Test
  void parameter_that_leads_nowhere_gives_way_to_a_catch_all() {
    App app = App.create().get("/a/{name}/c", NAME).get("/a/{rest...}", REST);

    run(app).get("/a/b/d").send().expectBody("rest b/d");
  }

  @Test
  void catch_all_further_up_takes_what_nothing_below_does() {
    App app = App.create().get("/{rest...}", REST).get("/a/b/{name}/d", NAME);

    run(app).get("/a/b/c/e").send().expectBody("rest a/b/c/e");
  }

  @Test
  void more_precise_route_of_another_method_does_not_hide_a_route() {
    App app = App.create().get("/users/me", says("me")).delete("/users/{name}", NAME);

    run(app).delete("/users/me").send().expectBody("name me");
  }

  @Test
  void same_pattern_leads_elsewhere_by_method() {
    App app = App.create()
        .get("/x", says("get"))
        .post("/x", says("post"))
        .put("/x", says("put"))
        .patch("/x", says("patch"))
        .delete("/x", says("delete"));
    var client = run(app);

    client.get("/x").send().expectBody("get");
    client.post("/x").send().expectBody("post");
    client.put("/x").send().expectBody("put");
    client.patch("/x").send().expectBody("patch");
    client.delete("/x").send().expectBody("delete");
  }

  @Test
  void query_method_has_content() {
    App app = App.create().query("/search", request -> request.text().map(Response::text));

    run(app)
        .request(Method.QUERY, "/search")
        .text("name = 'Ada'")
        .send()
        .expectBody("name = 'Ada'");
  }

  @Test
  void any_token_is_a_method() {
    Method purge = Method.of("PURGE");
    App app = App.create().route(purge, "/cache", says("purged"));

    run(app).request(purge, "/cache").send().expectBody("purged");
  }

  @Test
  void case_of_a_method_counts() {
    App app = App.create().get("/x", says("get"));

    run(app).request(Method.of("get"), "/x").send().expectProblem(405);
  }

  @Test
  void case_of_a_path_counts() {
    App app = App.create().get("/users", says("users"));

    run(app).get("/Users").send().expectProblem(404);
  }

  @Test
  void root_has_a_route_of_its_own() {
    App app = App.create().get("/", says("root"));

    run(app).get("/").send().expectBody("root");
  }

  @Test
  void catch_all_at_the_root_takes_the_root_too() {
    App app = App.create().get("/{rest...}", REST);

    run(app).get("/").send().expectBody("rest ");
  }

  @Test
  void catch_all_takes_the_empty_rest_but_not_the_path_without_its_slash() {
    var client = run(App.create().get("/files/{rest...}", REST));

    client.get("/files/").send().expectBody("rest ");
    client.get("/files").send().expectProblem(404);
  }

  @Test
  void trailing_slash_counts_in_the_path() {
    App app = App.create().get("/a", says("without"));

    run(app).get("/a/").send().expectProblem(404);
  }

  @Test
  void trailing_slash_counts_in_the_pattern() {
    App app = App.create().get("/a/", says("with"));

    run(app).get("/a").send().expectProblem(404);
  }

  @Test
  void paths_with_and_without_trailing_slash_may_lead_to_different_routes() {
    var client = run(App.create().get("/a", says("without")).get("/a/", says("with")));

    client.get("/a").send().expectBody("without");
    client.get("/a/").send().expectBody("with");
  }

  @ParameterizedTest
  @ValueSource(strings = {"//", "//a", "/a//", "/a//b", "//a/b"})
  void empty_segment_matches_neither_literal_nor_parameter(String path) {
    App app = App.create()
        .get("/a", says("a"))
        .get("/a/b", says("b"))
        .get("/a/{name}/", NAME)
        .get("/{name}/b", NAME);

    run(app).get(path).send().expectProblem(404);
  }

  @Test
  void catch_all_keeps_empty_segments() {
    App app = App.create().get("/files/{rest...}", REST);

    run(app).get("/files/a//b/").send().expectBody("rest a//b/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/a/../b", "/a/./b", "/..", "/a/%2e%2e/b", "/a/%2E/b", "/a/.%2e", "/a/b/.."})
  void path_with_a_dot_segment_matches_nothing(String path) {
    App app = App.create().get("/b", says("b")).get("/a/b", says("a/b")).get("/{rest...}", REST);

    run(app).get(path).send().expectProblem(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"...", "..a", ".well-known", "a.", "%2ea"})
  void dots_beside_other_characters_are_characters(String segment) {
    App app = App.create().get("/{name}", NAME);

    run(app).get("/" + segment).send().expectBody("name " + segment.replace("%2e", "."));
  }

  @Test
  void encoded_slash_is_data_and_no_separator() {
    App app = App.create().get("/files/{name}", NAME).get("/files/a/b", says("two segments"));

    run(app).get("/files/a%2Fb").send().expectBody("name a/b");
  }

  @Test
  void encoded_slash_in_a_literal_matches_no_separator() {
    App app = App.create().get("/a/b", says("two segments"));

    run(app).get("/a%2fb").send().expectProblem(404);
  }

  @Test
  void literal_matches_its_encoded_form() {
    App app = App.create().get("/users", says("users"));

    run(app).get("/%75sers").send().expectBody("users");
  }

  @Test
  void literal_beyond_ascii_matches_its_encoded_form() {
    App app = App.create().get("/größe", says("size"));

    run(app).get("/gr%C3%B6%C3%9Fe").send().expectBody("size");
  }

  @Test
  void literal_with_a_space_matches_its_encoded_form() {
    App app = App.create().get("/a b", says("spaced"));

    run(app).get("/a%20b").send().expectBody("spaced");
  }

  @ParameterizedTest
  @CsvSource({
    "/a%, percent sign at index 2 is not followed by two hexadecimal digits",
    "/a%4, percent sign at index 2 is not followed by two hexadecimal digits",
    "/%zz/b, percent sign at index 1 is not followed by two hexadecimal digits",
    "/a%FF, percent-escapes at index 2 are not UTF-8",
    "/a%C3, percent-escapes at index 2 are not UTF-8",
    "/a%C0%AF, percent-escapes at index 2 are not UTF-8",
    "/a%ED%A0%80, percent-escapes at index 2 are not UTF-8"
  })
  void malformed_escape_is_a_400_that_says_where(String path, String reason) {
    App app = App.create().get("/{rest...}", REST);

    run(app).get(path).send().expectProblem(400, "The path is malformed: " + reason);
  }

  @Test
  void malformed_escape_is_a_400_where_there_is_no_route_too() {
    run(App.create()).get("/nothing/%").send().expectProblem(400);
  }

  @Test
  void query_is_no_part_of_the_match() {
    App app = App.create().get("/a", says("a"));

    run(app).get("/a?/b/../c%zz").send().expectBody("a");
  }

  @Test
  void path_ends_at_the_first_question_mark() {
    App app = App.create().get("/a", request -> Response.text(request.rawQuery().orElse("none")));

    run(app).get("/a?b?c").send().expectBody("b?c");
  }

  @Test
  void semicolon_is_an_ordinary_character() {
    App app = App.create().get("/{name}", NAME);

    run(app).get("/a;b=c").send().expectBody("name a;b=c");
  }

  @Test
  void handler_sees_the_path_as_it_was_sent() {
    App app = App.create()
        .get("/{rest...}", request -> Response.text(request.target() + " " + request.rawPath()));

    run(app).get("/a%20b//c?d=%20").send().expectBody("/a%20b//c?d=%20 /a%20b//c");
  }

  @Test
  void handler_sees_the_pattern_that_matched() {
    App app = App.create()
        .get(
            "/users/{id:long}/posts", request -> Response.text(request.pattern().orElse("none")));

    run(app).get("/users/7/posts").send().expectBody("/users/{id:long}/posts");
  }

  @Test
  void path_without_a_route_is_a_404_problem() {
    run(App.create().get("/a", says("a")))
        .get("/b")
        .send()
        .expectProblem(404, "There is nothing at this path.")
        .expectJson("/title", "Not Found")
        .expectJson("/type", "about:blank");
  }

  @Test
  void app_without_routes_answers_404() {
    run(App.create()).get("/").send().expectProblem(404);
  }

  @Test
  void long_path_finds_its_route() {
    String segment = "x".repeat(2000);
    App app = App.create().get("/{name}/end", request -> Response.text(request.path("name")));

    run(app).get("/" + segment + "/end").send().expectBody(segment);
  }
}
