package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.codec.MediaType;
import io.molt.web.http.Body;
import io.molt.web.http.Handler;
import io.molt.web.http.Problem;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestResponse;
import io.molt.web.test.TestStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a handler's response is to a client: status, type, length, content. */
class ResponseBehaviours extends Behaviours {
  record User(String name, int age) {}

  private TestResponse get(Handler handler) {
    return run(App.create().get("/", handler)).get("/").send();
  }

  private static Flux<ByteBuffer> chunks(String... texts) {
    return Flux.just(texts).map(text -> ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void ok_has_neither_content_nor_type() {
    get(request -> Response.ok())
        .expectStatus(200)
        .expectHeader("content-length", "0")
        .expectNoHeader("content-type")
        .expectNoBody();
  }

  @Test
  void text_is_plain_text_in_utf_8() {
    get(request -> Response.text("hello"))
        .expectStatus(200)
        .expectHeader("content-type", "text/plain; charset=utf-8")
        .expectHeader("content-length", "5")
        .expectBody("hello");
  }

  @Test
  void length_counts_bytes_and_not_characters() {
    get(request -> Response.text("é🍯")).expectHeader("content-length", "6").expectBody("é🍯");
  }

  @Test
  void empty_text_has_a_type_and_length_zero() {
    get(request -> Response.text(""))
        .expectHeader("content-type", "text/plain; charset=utf-8")
        .expectHeader("content-length", "0")
        .expectNoBody();
  }

  @Test
  void html_is_a_document_in_utf_8() {
    get(request -> Response.html("<p>é</p>"))
        .expectHeader("content-type", "text/html; charset=utf-8")
        .expectBody("<p>é</p>");
  }

  @Test
  void bytes_are_an_octet_stream() {
    byte[] bytes = {0, 1, (byte) 0xff, '\r', '\n', 0};

    get(request -> Response.bytes(bytes))
        .expectHeader("content-type", "application/octet-stream")
        .expectHeader("content-length", "6")
        .expectBody(bytes);
  }

  @Test
  void large_content_arrives_whole() {
    byte[] bytes = new byte[300_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }

    get(request -> Response.bytes(bytes))
        .expectHeader("content-length", "300000")
        .expectBody(bytes);
  }

  @Test
  void record_is_written_as_json() {
    get(request -> Response.json(new User("Ada", 36)))
        .expectHeader("content-type", "application/json")
        .expectHeader("content-length", "23")
        .expectBody("{\"name\":\"Ada\",\"age\":36}");
  }

  @Test
  void map_list_string_and_number_are_written_as_json() {
    Map<String, Object> value = Map.of("list", List.of(1, "two", true));

    get(request -> Response.json(value)).expectBody("{\"list\":[1,\"two\",true]}");
  }

  @Test
  void string_is_written_as_a_json_string() {
    get(request -> Response.json("a\"b")).expectBody("\"a\\\"b\"");
  }

  @Test
  void method_reference_of_json_is_a_handlers_end() {
    get(request -> Mono.just(new User("Ada", 36)).map(Response::json)).expectJson("/name", "Ada");
  }

  @Test
  void publisher_is_no_json_value() {
    get(request -> Response.json(Flux.just(1))).expectProblem(500);
  }

  @Test
  void value_that_cannot_be_written_is_a_500() {
    get(request -> Response.json(new Object() {
          @SuppressWarnings("unused") // read by the codec
          public String getName() {
            throw new IllegalStateException("secret");
          }
        }))
        .expectProblem(500)
        .check(response -> assertThat(response.text()).doesNotContain("secret"));
  }

  @Test
  void entity_is_written_in_the_form_that_is_accepted() {
    get(request -> Response.entity(new User("Ada", 36)))
        .expectHeader("content-type", "application/json")
        .expectHeader("vary", "accept")
        .expectJson("/age", 36);
  }

  @Test
  void chunks_arrive_in_order_without_a_length() {
    get(request -> Response.chunks(chunks("a", "b", "", "c")))
        .expectHeader("content-type", "application/octet-stream")
        .expectNoHeader("content-length")
        .expectBody("abc");
  }

  @Test
  void large_content_that_is_pulled_chunk_by_chunk_arrives_whole() {
    int downloads = 8;
    List<String> pieces = IntStream.range(0, 64)
        .mapToObj(i -> (char) ('0' + i) + "x".repeat(65_535))
        .toList();
    TestClient client = run(App.create()
        .get("/", request -> Response.chunks(chunks(pieces.toArray(String[]::new)))));
    for (int i = 0; i < downloads; i++) {
      TestStream download = client.get("/").stream().request(1);
      pieces.forEach(download::expectText);
      download.expectComplete();
    }
  }

  @Test
  void chunks_that_never_come_are_empty_content() {
    get(request -> Response.chunks(Flux.empty())).expectStatus(200).expectNoBody();
  }

  @Test
  void stream_of_known_length_announces_it() {
    get(request -> Response.ok().withBody(Body.stream(chunks("ab", "c"), 3)))
        .expectHeader("content-length", "3")
        .expectBody("abc");
  }

  @Test
  void stream_that_ends_before_its_length_breaks_off() {
    App app =
        App.create().get("/", request -> Response.ok().withBody(Body.stream(chunks("ab"), 3)));

    run(app).get("/").stream().expectStatus(200).expectBroken();
  }

  @Test
  void elements_are_streamed_as_a_json_array() {
    get(request -> Response.stream(Flux.just(new User("Ada", 36), new User("Bob", 7))))
        .expectHeader("content-type", "application/json")
        .expectJson("/1/name", "Bob");
  }

  @Test
  void elements_are_streamed_one_a_line() {
    get(request -> Response.ndjson(Flux.range(1, 3)))
        .expectHeader("content-type", "application/x-ndjson")
        .expectBody("1\n2\n3\n");
  }

  @Test
  void redirect_is_a_302_to_its_location() {
    get(request -> Response.redirect("/elsewhere?a=b"))
        .expectStatus(302)
        .expectHeader("location", "/elsewhere?a=b")
        .expectNoBody();
  }

  @Test
  void redirect_may_have_another_status() {
    get(request -> Response.redirect("/elsewhere").withStatus(308))
        .expectStatus(308)
        .expectHeader("location", "/elsewhere");
  }

  @Test
  void created_names_its_location_and_may_have_content() {
    get(request -> Response.created("/users/1").withJson(new User("Ada", 36)))
        .expectStatus(201)
        .expectHeader("location", "/users/1")
        .expectJson("/name", "Ada");
  }

  @Test
  void no_content_is_a_204_without_length_and_type() {
    get(request -> Response.noContent())
        .expectStatus(204)
        .expectNoHeader("content-length")
        .expectNoHeader("content-type")
        .expectNoBody();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 202, 206, 299, 400, 418, 451, 500, 599})
  void status_arrives_whatever_it_is(int code) {
    get(request -> Response.status(code)).expectStatus(code).expectNoBody();
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 101, 103})
  void informational_status_is_no_answer_but_a_500(int code) {
    get(request -> Response.status(code)).expectProblem(500);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 99, 600, -1})
  void status_out_of_range_is_a_500(int code) {
    get(request -> Response.status(code)).expectProblem(500);
  }

  @Test
  void problem_has_its_status_and_members() {
    Problem problem = Problem.of(Status.CONFLICT, "Taken.")
        .withType("https://example.org/taken", "Name taken")
        .withInstance("/users/1")
        .with("names", List.of("ada1", "ada2"))
        .with("retry", true);

    get(request -> Response.problem(problem))
        .expectProblem(409, "Taken.")
        .expectHeader("content-type", "application/problem+json")
        .expectJson("/type", "https://example.org/taken")
        .expectJson("/title", "Name taken")
        .expectJson("/instance", "/users/1")
        .expectJson("/names", List.of("ada1", "ada2"))
        .expectJson("/retry", true);
  }

  @Test
  void problem_may_say_whatever_text() {
    String detail = "\"\\/\b\f\n\r\t é🍯\u0000\u2028";

    get(request -> Response.problem(Problem.of(Status.CONFLICT, detail)))
        .expectProblem(409, detail);
  }

  @Test
  void copy_with_a_status_keeps_headers_and_content() {
    get(request -> Response.text("late").withHeader("x", "1").withStatus(Status.ACCEPTED))
        .expectStatus(202)
        .expectHeader("x", "1")
        .expectBody("late");
  }

  @Test
  void copy_with_text_has_its_type() {
    get(request -> Response.json(1).withText("x"))
        .expectHeader("content-type", "text/plain; charset=utf-8")
        .expectBody("x");
  }

  @Test
  void copy_with_json_has_its_type() {
    var response = get(request -> Response.text("x").withJson(1)).expectBody("1");

    assertThat(response.headers().all("content-type")).containsExactly("application/json");
  }

  @Test
  void copy_with_a_type_keeps_the_content() {
    var response = get(request -> Response.text("a,b").withType(MediaType.parse("text/csv")));

    assertThat(response.expectBody("a,b").headers().all("content-type"))
        .containsExactly("text/csv");
  }

  @Test
  void type_that_was_set_on_a_json_value_stands() {
    get(request -> Response.json(1).withType(MediaType.parse("application/vnd.api+json")))
        .expectHeader("content-type", "application/vnd.api+json")
        .expectBody("1");
  }

  @Test
  void copy_with_a_body_keeps_the_type() {
    get(request -> Response.html("x").withBody(Body.of("<p>".getBytes(StandardCharsets.UTF_8))))
        .expectHeader("content-type", "text/html; charset=utf-8")
        .expectHeader("content-length", "3")
        .expectBody("<p>");
  }

  @Test
  void copies_leave_the_original_as_it_was() {
    Response original = Response.text("x");
    original.withStatus(500).withHeader("a", "b").withText("y");

    get(request -> original).expectStatus(200).expectNoHeader("a").expectBody("x");
  }

  @Test
  void one_response_answers_many_requests() {
    Response shared = Response.text("shared");
    var client = run(App.create().get("/", request -> shared));

    client.get("/").send().expectBody("shared");
    client.get("/").send().expectBody("shared");
  }

  @Test
  void answer_may_come_later_and_on_another_thread() {
    get(request -> Mono.fromSupplier(() -> Response.text("later"))
            .subscribeOn(reactor.core.scheduler.Schedulers.boundedElastic()))
        .expectBody("later");
  }

  @Test
  void first_of_several_responses_counts() {
    get(request -> Flux.just(Response.text("first"), Response.text("second"))).expectBody("first");
  }

  @Test
  void file_arrives_with_length_type_and_date(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("note.txt"), "from a file");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));

    get(request -> Response.file(file))
        .expectStatus(200)
        .expectHeader("content-type", "text/plain")
        .expectHeader("content-length", "11")
        .expectHeader("last-modified", "Fri, 02 Jan 2026 03:04:05 GMT")
        .expectBody("from a file");
  }

  @ParameterizedTest
  @CsvSource({
    "page.html, text/html",
    "image.png, image/png",
    "unknown.molt, application/octet-stream",
    "plain, application/octet-stream"
  })
  void type_of_a_file_is_told_by_its_name(String name, String type, @TempDir Path directory)
      throws Exception {
    Path file = Files.writeString(directory.resolve(name), "x");

    get(request -> Response.file(file)).expectHeader("content-type", type);
  }

  @Test
  void type_that_was_set_on_a_file_stands(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("data.txt"), "{}");

    get(request -> Response.file(file).withType(MediaType.JSON))
        .expectHeader("content-type", "application/json")
        .expectJson("", Map.of());
  }

  @Test
  void empty_file_has_length_zero(@TempDir Path directory) throws Exception {
    Path file = Files.createFile(directory.resolve("empty.txt"));

    get(request -> Response.file(file))
        .expectStatus(200)
        .expectHeader("content-length", "0")
        .expectNoBody();
  }

  @Test
  void large_file_arrives_whole(@TempDir Path directory) throws Exception {
    byte[] bytes = new byte[200_001];
    Arrays.fill(bytes, (byte) 'x');
    Path file = Files.write(directory.resolve("large.bin"), bytes);

    get(request -> Response.file(file)).expectHeader("content-length", "200001").expectBody(bytes);
  }

  @Test
  void part_of_a_file_arrives_alone(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("a.txt"), "0123456789");

    get(request -> Response.ok().withBody(new Body.File(file, 2, 5)))
        .expectHeader("content-length", "5")
        .expectBody("23456");
  }

  @Test
  void file_from_a_position_arrives_to_its_end(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("a.txt"), "0123456789");

    get(request -> Response.ok().withBody(new Body.File(file, 7, -1)))
        .expectHeader("content-length", "3")
        .expectBody("789");
  }

  @Test
  void file_that_is_not_there_is_a_404(@TempDir Path directory) {
    get(request -> Response.file(directory.resolve("none")))
        .expectProblem(404, "There is no such file.");
  }

  @Test
  void directory_is_no_file(@TempDir Path directory) {
    get(request -> Response.file(directory)).expectProblem(404);
  }
}
