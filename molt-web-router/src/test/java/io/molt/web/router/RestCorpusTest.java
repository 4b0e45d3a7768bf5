package io.molt.web.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A route table of the size and shape of a large public API. */
class RestCorpusTest {

  private final List<String> routes = routes();
  private final Router<String> router = Table.router(routes.toArray(String[]::new));

  @Test
  void the_table_is_large_and_has_no_conflict() {
    assertThat(routes.stream().map(route -> route.split(" ")[1]).distinct())
        .hasSizeGreaterThan(200);
    assertThat(router.routes()).hasSameSizeAs(routes);
  }

  @Test
  void every_route_is_found_by_a_path_of_its_own() {
    for (Route<String> route : router.routes()) {
      assertThat(router.match(route.method(), path(route.pattern())))
          .as(route.describe())
          .isInstanceOfSatisfying(Outcome.Found.class, found -> {
            assertThat(found.route()).isSameAs(route);
            assertThat(found.params().names()).isEqualTo(route.parameterNames());
            assertThat(found.params().toMap().values())
                .allSatisfy(value -> assertThat(value)
                    .isIn("31", "va lue", "0123456789abcdef0123456789abcdef01234567", "a/b.c"));
          });
    }
  }

  @Test
  void every_path_allows_the_methods_that_are_declared_for_it() {
    for (Route<String> route : router.routes()) {
      String path = path(route.pattern());
      Set<String> answering = new TreeSet<>();
      Stream.of("GET", "POST", "PUT", "PATCH", "DELETE")
          .filter(method -> router.match(method, path) instanceof Outcome.Found)
          .forEach(answering::add);
      assertThat(router.match("TRACE", path))
          .as(path)
          .isEqualTo(new Outcome.MethodNotAllowed<String>(List.copyOf(answering)));
    }
  }

  @Test
  void neighbouring_patterns_keep_apart() {
    Table.of(routes.toArray(String[]::new))
        .row("GET /gists/public", "GET /gists/public")
        .row("GET /gists/abc", "GET /gists/{gist_id} gist_id=abc")
        .row("DELETE /gists/public", "DELETE /gists/{gist_id} gist_id=public")
        .row("PUT /gists/public", "405 DELETE,GET,PATCH")
        .row("GET /gists/abc/comments", "GET /gists/{gist_id}/comments gist_id=abc")
        .row("GET /gists/abc/0123", "404")
        .row(
            "GET /repos/o/r/issues/7",
            "GET /repos/{owner}/{repo}/issues/{issue_number:int} owner=o repo=r issue_number=7")
        .row(
            "GET /repos/o/r/issues/comments",
            "GET /repos/{owner}/{repo}/issues/comments owner=o repo=r")
        .row("GET /repos/o/r/issues/x", "404")
        .row(
            "POST /repos/o/r/generate",
            "POST /repos/{template_owner}/{template_repo}/generate template_owner=o template_repo=r")
        .row(
            "GET /repos/o/r/contents/a/b.txt",
            "GET /repos/{owner}/{repo}/contents/{path...} owner=o repo=r path=a/b.txt")
        .row("GET /repos/o/r/contents", "404")
        .row(
            "PATCH /repos/o/r/git/refs/heads/x",
            "PATCH /repos/{owner}/{repo}/git/refs/{ref...} owner=o repo=r ref=heads/x")
        .row("GET /repos/o/r/git/refs/heads/x", "405 DELETE,PATCH")
        .row(
            "GET /repos/o/r/commits/c0ffee/status",
            "GET /repos/{owner}/{repo}/commits/{ref}/status owner=o repo=r ref=c0ffee")
        .row(
            "GET /repos/o/r/commits/c0ffee/pulls",
            "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls owner=o repo=r commit_sha=c0ffee")
        .row("GET /projects/columns/5", "GET /projects/columns/{column_id:long} column_id=5")
        .row("GET /projects/columns", "404")
        .row("GET /users/", "404")
        .row("GET /repos/../user", "404");
  }

  @Test
  void the_drawing_names_every_pattern_once() {
    String dump = router.dump();
    assertThat(router.routes().stream().map(Route::pattern).distinct())
        .allSatisfy(pattern -> assertThat(dump.lines()
                .filter(line -> line.matches(".*[A-Z] " + Pattern.quote(pattern) + "(;.*)?")))
            .hasSize(1));
  }

  /** Shows values that need decoding where the pattern allows them. */
  private static String path(String pattern) {
    return pattern
        .replaceAll("\\{\\w+:(int|long)}", "31")
        .replaceAll("\\{\\w+:\\[0-9a-f]\\{40}}", "0123456789abcdef0123456789abcdef01234567")
        .replaceAll("\\{\\w+\\.\\.\\.}", "a/b%2Ec")
        .replaceAll("\\{\\w+}", "va%20lue");
  }

  private static List<String> routes() {
    List<String> routes = new ArrayList<>();
    read("rest-routes.txt").lines().filter(line -> !line.startsWith("#")).forEach(line -> {
      String[] parts = line.split(" ");
      Stream.of(parts[0].split(",")).forEach(method -> routes.add(method + " " + parts[1]));
    });
    return routes;
  }

  private static String read(String resource) {
    try (InputStream in = RestCorpusTest.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
