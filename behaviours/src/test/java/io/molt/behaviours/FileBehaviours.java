package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.molt.web.App;
import io.molt.web.http.Body;
import io.molt.web.http.Handler;
import io.molt.web.http.Outcome;
import io.molt.web.http.Response;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

/** Files as the content of responses. */
class FileBehaviours extends Behaviours {
  @TempDir
  private Path dir;

  @Test
  void file_is_sent_whole_with_its_length() throws IOException {
    get(file("hello.txt", "Hello"))
        .expectStatus(200)
        .expectHeader("content-length", "5")
        .expectBody("Hello");
  }

  @Test
  void last_modified_is_that_of_the_file() throws IOException {
    Path file = file("hello.txt", "Hello");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-02T03:04:05.678Z")));

    get(file).expectHeader("last-modified", "Fri, 02 Jan 2026 03:04:05 GMT");
  }

  @Test
  void change_in_the_future_is_told_of_as_of_now() throws IOException {
    Path file = file("hello.txt", "Hello");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));

    run(App.create().get("/", request -> Response.file(file)))
        .virtualTime(Instant.parse("2026-01-01T00:00:00Z"))
        .get("/")
        .send()
        .expectHeader("last-modified", "Thu, 01 Jan 2026 00:00:00 GMT");
  }

  @Test
  void file_that_may_not_be_read_is_a_500() throws IOException {
    Path file = file("hello.txt", "Hello");
    Files.setPosixFilePermissions(file, Set.of());
    assumeThat(Files.isReadable(file)).as("may read everything").isFalse();

    get(file).expectProblem(500);
  }

  @ParameterizedTest
  @CsvSource({
    "page.html, text/html",
    "page.HTM, text/html",
    "notes.txt, text/plain",
    "style.css, text/css",
    "script.js, text/javascript",
    "data.json, application/json",
    "feed.xml, application/xml",
    "logo.svg, image/svg+xml",
    "photo.png, image/png",
    "photo.jpg, image/jpeg",
    "photo.jpeg, image/jpeg",
    "photo.gif, image/gif",
    "photo.webp, image/webp",
    "book.pdf, application/pdf",
    "archive.zip, application/zip",
    "unknown.molt, application/octet-stream",
    "noextension, application/octet-stream",
  })
  void content_type_follows_the_name(String name, String contentType) throws IOException {
    assertThat(get(file(name, "x")).header("content-type")).startsWith(contentType);
  }

  @Test
  void content_type_of_the_handler_is_kept() throws IOException {
    Path file = file("hello.txt", "Hello");

    run(App.create()
            .get(
                "/",
                request ->
                    Response.file(file).withHeader("content-type", "application/x-greeting")))
        .get("/")
        .send()
        .expectHeader("content-type", "application/x-greeting")
        .expectBody("Hello");
  }

  @Test
  void status_and_headers_of_the_handler_are_kept() throws IOException {
    Path file = file("hello.txt", "Hello");

    run(App.create()
            .get(
                "/",
                request -> Response.file(file)
                    .withStatus(203)
                    .withHeader("content-disposition", "attachment")))
        .get("/")
        .send()
        .expectStatus(203)
        .expectHeader("content-disposition", "attachment");
  }

  @Test
  void file_that_is_not_there_is_a_404() {
    get(dir.resolve("missing.txt"))
        .expectProblem(404, "There is no such file.")
        .expectNoHeader("last-modified");
  }

  @Test
  void directory_is_a_404() {
    get(dir).expectProblem(404, "There is no such file.");
  }

  @Test
  void file_below_a_file_is_a_404() throws IOException {
    get(file("hello.txt", "Hello").resolve("below")).expectProblem(404);
  }

  @Test
  void missing_file_tells_nothing_of_paths() {
    assertThat(get(dir.resolve("missing.txt")).text()).doesNotContain("missing", dir.toString());
  }

  @Test
  void empty_file_is_a_200_without_content() throws IOException {
    get(file("empty.txt", ""))
        .expectStatus(200)
        .expectHeader("content-length", "0")
        .expectNoBody();
  }

  @Test
  void head_tells_the_length_and_type_and_sends_nothing() throws IOException {
    Path file = file("hello.txt", "Hello");

    run(App.create().get("/", request -> Response.file(file)))
        .head("/")
        .send()
        .expectStatus(200)
        .expectHeader("content-length", "5")
        .expectHeader("content-type", "text/plain")
        .expectHeader("last-modified")
        .expectNoBody();
  }

  @Test
  void head_of_an_empty_file_tells_that_it_is_empty() throws IOException {
    Path file = file("empty.txt", "");

    run(App.create().get("/", request -> Response.file(file)))
        .head("/")
        .send()
        .expectStatus(200)
        .expectHeader("content-length", "0");
  }

  @Test
  void head_of_a_missing_file_is_a_404() {
    run(App.create().get("/", request -> Response.file(dir.resolve("missing.txt"))))
        .head("/")
        .send()
        .expectStatus(404)
        .expectNoBody();
  }

  @Test
  void large_file_arrives_byte_by_byte() throws IOException {
    byte[] content = new byte[10_000_019];
    new Random(7).nextBytes(content);
    Path file = dir.resolve("large.bin");
    Files.write(file, content);

    get(file).expectHeader("content-length", "10000019").expectBody(content);
  }

  @Test
  void part_of_a_file_is_sent_as_such() throws IOException {
    Path file = file("digits.txt", "0123456789");

    run(App.create().get("/", request -> Response.ok().withBody(new Body.File(file, 3, 4))))
        .get("/")
        .send()
        .expectHeader("content-length", "4")
        .expectBody("3456");
  }

  @Test
  void rest_of_a_file_is_sent_where_no_length_is_given() throws IOException {
    Path file = file("digits.txt", "0123456789");

    run(App.create().get("/", request -> Response.ok().withBody(new Body.File(file, 7, -1))))
        .get("/")
        .send()
        .expectHeader("content-length", "3")
        .expectBody("789");
  }

  @Test
  void file_that_ends_before_its_length_breaks_the_response_off() throws IOException {
    Path file = file("digits.txt", "0123456789");

    run(App.create().get("/", request -> Response.ok().withBody(new Body.File(file, 0, 11))))
        .get("/")
        .stream()
        .expectBroken()
        .expectOutcome(Outcome.FAILED);
  }

  @Test
  void each_request_reads_the_file_anew() throws IOException {
    Path file = file("hello.txt", "before");
    TestClient client = run(App.create().get("/", request -> Response.file(file)));

    client.get("/").send().expectBody("before");
    Files.writeString(file, "after");
    client.get("/").send().expectBody("after").expectHeader("content-length", "5");
  }

  @Test
  void middleware_sees_the_length_of_the_file() throws IOException {
    Path file = file("hello.txt", "Hello");

    run(App.create()
            .use((request, next) -> next.handle(request)
                .map(response ->
                    response.withHeader("x-length", "" + response.body().length())))
            .get("/", request -> Response.file(file)))
        .get("/")
        .send()
        .expectHeader("x-length", "5")
        .expectBody("Hello");
  }

  @Test
  void file_of_an_error_handler_is_sent_too() throws IOException {
    Path file = file("sorry.html", "<p>Sorry");

    run(App.create()
            .error(
                IllegalStateException.class,
                (error, request) -> Response.file(file).withStatus(500))
            .get("/", request -> Mono.error(new IllegalStateException("broken"))))
        .get("/")
        .send()
        .expectStatus(500)
        .expectBody("<p>Sorry");
  }

  @Test
  void client_that_leaves_while_a_file_is_sent_is_noticed() throws IOException {
    Path file = dir.resolve("large.bin");
    Files.write(file, new byte[64 * 1024 * 1024]);
    Handler handler = request -> Response.file(file);

    run(App.create().get("/", handler)).get("/").stream()
        .request(1)
        .expectText("\0")
        .cancel()
        .expectCancelled();
  }

  @Test
  void same_file_can_be_sent_to_many_at_once() throws IOException {
    byte[] content = new byte[300_000];
    Arrays.fill(content, (byte) 'x');
    Path file = dir.resolve("shared.bin");
    Files.write(file, content);
    TestClient client = run(App.create().get("/", request -> Response.file(file)));

    var first = client.get("/").start();
    var second = client.get("/").start();
    first.response().expectBody(content);
    second.response().expectBody(content);
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(dir.resolve(name), content);
  }

  private TestResponse get(Path file) {
    return run(App.create().get("/", request -> Response.file(file))).get("/").send();
  }
}
