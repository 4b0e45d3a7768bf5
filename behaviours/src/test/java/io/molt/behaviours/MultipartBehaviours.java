package io.molt.behaviours;

import static io.molt.web.RouteOption.deadline;
import static io.molt.web.RouteOption.forms;
import static io.molt.web.RouteOption.maxBody;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.molt.web.App;
import io.molt.web.RouteOption;
import io.molt.web.form.FormFile;
import io.molt.web.form.FormOptions;
import io.molt.web.form.Part;
import io.molt.web.http.DataSize;
import io.molt.web.http.Handler;
import io.molt.web.http.Response;
import io.molt.web.test.TestCall;
import io.molt.web.test.TestResponse;
import io.molt.web.test.TestSource;
import io.molt.web.test.TestStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** What a handler sees of {@code multipart/form-data} content. */
class MultipartBehaviours extends Behaviours {
  private static final String TYPE = "multipart/form-data; boundary=xyzz";
  private static final String END = "--xyzz--\r\n";
  private static final int PIECE = 64 * 1024;
  private static final Handler DESCRIBE =
      request -> request.parts(MultipartBehaviours::described).collectList().map(Response::json);
  private static final Handler COLLECT = request -> request
      .form()
      .flatMap(form -> Flux.fromIterable(form.files().values())
          .flatMapIterable(files -> files)
          .concatMap(MultipartBehaviours::described)
          .collectList()
          .map(files -> Response.json(Map.of("fields", form.fields(), "files", files))));

  record Profile(String name, Optional<Integer> age, FormFile photo, List<FormFile> more) {}

  @TempDir
  private Path directory;

  /** Heads of parts and what they say, in the manner of the tables of web-platform-tests. */
  static Stream<Arguments> heads() {
    return Stream.of(
        arguments("form-data; name=\"a\"", "a"),
        arguments("form-data; name=a", "a"),
        arguments("FORM-DATA; NAME=\"a\"", "a"),
        arguments("form-data;name=\"a\";", "a"),
        arguments("form-data \t; \t name=\"a\" ", "a"),
        arguments("form-data; name=\"\"", ""),
        arguments("form-data; name=\"naïve 世 😀\"", "naïve 世 😀"),
        arguments("form-data; name=\"a%22b\"", "a\"b"),
        arguments("form-data; name=\"a%0Db%0ac\"", "a\rb\nc"),
        arguments("form-data; name=\"100%\"", "100%"),
        arguments("form-data; name=\"%41%2\"", "%41%2"),
        arguments("form-data; name=\"a\\b\"", "a\\b"),
        arguments("form-data; name=\"a\\\"", "a\\"),
        arguments("form-data; name=\"a;b=c\"", "a;b=c"),
        arguments("form-data; name=\"a\"; other=\"x\"", "a"),
        arguments("form-data; name=\"a\"; filename=\"\"", "a|"),
        arguments("form-data; name=\"a\"; filename=\"b.txt\"", "a|b.txt"),
        arguments("form-data; filename=\"b.txt\"; name=\"a\"", "a|b.txt"),
        arguments("form-data; name=\"a\"; filename=\"b%22c.txt\"", "a|b\"c.txt"),
        arguments("form-data; name=\"a\"; filename=\"../../etc/passwd\"", "a|passwd"),
        arguments("form-data; name=\"a\"; filename=\"C:\\dir\\b.txt\"", "a|b.txt"),
        arguments("form-data; name=\"a\"; filename=\"dir/..\"", "a|"),
        arguments("form-data; name=\"a\"; filename=\"世.txt\"", "a|世.txt"));
  }

  @ParameterizedTest
  @MethodSource("heads")
  void head_of_a_part_is_read_as_browsers_write_it(String disposition, String expected) {
    post(DESCRIBE, "--xyzz\r\nContent-Disposition: " + disposition + "\r\n\r\nv\r\n" + END)
        .expectStatus(200)
        .expectJson("", List.of(expected + "=v"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Content-Type: text/plain\r\n",
        "Content-Disposition: attachment; name=\"a\"\r\n",
        "Content-Disposition: form-data\r\n",
        "Content-Disposition: form-data; filename=\"b\"\r\n",
        "Content-Disposition: form-data; name\r\n",
        "Content-Disposition: form-data; name=\r\n",
        "Content-Disposition: form-data; name=\"a\r\n",
        "Content-Disposition: form-data; name=\"a\"b\"\r\n",
        "Content-Disposition: form-data; name=\"a\" b\r\n",
        "Content-Disposition: form-data; name=\"a\\\"b\"\r\n",
        "Content-Disposition: form-data; name=\"a\"; name=\"b\"\r\n",
        "Content-Disposition: form-data; name=\"a\"; filename=\"b\"; filename=\"c\"\r\n",
        "Content-Disposition: form-data; name=\"a\"; filename*=UTF-8''b\r\n",
        "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data\r\n",
        "Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64\r\n",
        "Content-Disposition : form-data; name=\"a\"\r\n",
        "Content-Disposition: form-data;\r\n name=\"a\"\r\n",
        "Content-Disposition: form-data; name=\"a\"\nX: y\r\n",
        "Content-Disposition: form-data; name=\"a\u0000\"\r\n",
        ": form-data; name=\"a\"\r\n",
        "no field\r\n"
      })
  void head_of_a_part_that_is_malformed_is_a_400(String head) {
    postLenient(DESCRIBE, "--xyzz\r\n" + head + "\r\nv\r\n" + END).expectProblem(400);
  }

  @Test
  void head_of_a_part_that_is_no_utf_8_is_a_400() {
    byte[] content = ("--xyzz\r\nContent-Disposition: form-data; name=\"\u00fc\"\r\n\r\nv\r\n"
            + END)
        .getBytes(ISO_8859_1);

    run(App.create().post("/", DESCRIBE))
        .lenient()
        .post("/")
        .header("content-type", TYPE)
        .body(content)
        .send()
        .expectProblem(
            400,
            "The form is malformed: the head of a part is not in UTF-8" + " (expected: UTF-8).");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary=\"a \"",
        "multipart/form-data; boundary=\"a@b\"",
        "multipart/form-data; boundary="
            + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
      })
  void boundary_that_is_none_is_refused(String type) {
    TestResponse response = run(App.create().post("/", DESCRIBE))
        .lenient()
        .post("/")
        .body(type, field("a", "b") + END)
        .send();

    // Where the type cannot be parsed it is of no known type.
    response.check(seen -> assertThat(seen.status()).isIn(400, 415));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "----WebKitFormBoundary7MA4YWxkTrZu0gW", "\"a b'()+_,-./:=?\"", "\"0\""})
  void boundary_may_be_whatever_rfc_2046_allows(String boundary) {
    String plain = boundary.replace("\"", "");

    run(App.create().post("/", DESCRIBE))
        .post("/")
        .body(
            "multipart/form-data; boundary=" + boundary,
            (field("a", "b") + END).replace("xyzz", plain))
        .send()
        .expectJson("", List.of("a=b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--xyzz",
        "nothing",
        "--xyzz\r\nContent-Disposition: form-data; name=\"a\"\r\n",
        "--xyzz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb",
        "--xyzz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--xyzz",
        "--xyzz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\n--xyzz--",
        "--xyzzz\r\n",
        "--xyzz\n"
      })
  void content_that_is_no_multipart_is_a_400_and_never_waited_for(String content) {
    postLenient(DESCRIBE, content).expectProblem(400);
    postLenient(COLLECT, content).expectProblem(400);
  }

  @Test
  void preamble_padding_and_epilogue_are_skipped() {
    post(
            DESCRIBE,
            "preamble\r\n--xyz\r\n" + field("a", "b").replace("--xyzz", "--xyzz \t ") + END
                + "epilogue" + field("c", "d"))
        .expectJson("", List.of("a=b"));
  }

  @Test
  void parts_come_in_order_with_all_that_was_sent_of_them() {
    String content = field("a", "1")
        + field("a", "")
        + file("f", "x.png", "image/png", "data")
        + field("b", "\r\n--xyz\r\n")
        + END;

    post(DESCRIBE, content)
        .expectJson("", List.of("a=1", "a=", "f|x.png|image/png=data", "b=\r\n--xyz\r\n"));
  }

  @Test
  void form_without_parts_is_an_empty_form() {
    post(COLLECT, END).expectJson("", Map.of("fields", Map.of(), "files", List.of()));
  }

  @Test
  void content_is_the_same_whatever_the_pieces_it_comes_in() {
    byte[] content =
        (field("a", "ü") + file("f", "x", "text/plain", "\r\n--xyz\r") + END).getBytes(UTF_8);

    for (int size : new int[] {1, 2, 3, 7, 64}) {
      run(App.create().post("/", DESCRIBE))
          .post("/")
          .header("content-type", TYPE)
          .body(pieces(content, size))
          .send()
          .expectJson("", List.of("a=ü", "f|x|text/plain=\r\n--xyz\r"));
    }
  }

  @Test
  void field_is_in_the_charset_that_it_names() {
    byte[] content = ("--xyzz\r\nContent-Disposition: form-data; name=\"a\"\r\n"
            + "Content-Type: text/plain; charset=iso-8859-1\r\n\r\n\u00fc\r\n" + END)
        .getBytes(ISO_8859_1);

    run(App.create().post("/", COLLECT))
        .post("/")
        .header("content-type", TYPE)
        .body(content)
        .send()
        .expectJson("/fields/a", List.of("ü"));
  }

  @Test
  void field_named_charset_changes_nothing() {
    post(COLLECT, field("_charset_", "iso-8859-1") + field("a", "ü") + END)
        .expectJson("/fields/a", List.of("ü"));
  }

  @Test
  void field_that_is_not_in_its_charset_is_a_400() {
    byte[] content = (field("a", "\u00fc") + END).getBytes(ISO_8859_1);

    run(App.create().post("/", COLLECT))
        .lenient()
        .post("/")
        .header("content-type", TYPE)
        .body(content)
        .send()
        .expectProblem(
            400, "The form is malformed: the field 'a' is not in UTF-8 (expected: UTF-8).");
  }

  @Test
  void part_that_is_not_read_is_skipped() {
    Handler names = request -> request
        .parts(part -> part.isFile() ? Mono.empty() : Mono.just(part.name()))
        .collectList()
        .map(Response::json);

    post(
            names,
            field("a", "1")
                + file("f", "x", "text/plain", "y".repeat(100_000))
                + field("b", "2")
                + END)
        .expectJson("", List.of("a", "b"));
  }

  @Test
  void part_that_is_read_in_part_is_skipped_from_there() {
    Handler first = request -> request
        .parts(part -> part.chunks().next().map(chunk -> part.name()))
        .collectList()
        .map(Response::json);

    post(
            first,
            field("a", "1")
                + file("f", "x", "text/plain", "y".repeat(200_000))
                + field("b", "2")
                + END)
        .expectJson("", List.of("a", "f", "b"));
  }

  @Test
  void part_can_be_read_later_and_on_another_thread() {
    Handler slow = request -> request
        .parts(part -> Mono.delay(Duration.ofMillis(5), request.scheduler())
            .then(part.text().publishOn(Schedulers.boundedElastic()))
            .map(text -> part.name() + text))
        .collectList()
        .map(Response::json);

    post(slow, field("a", "1") + field("b", "2") + field("c", "3") + END)
        .expectJson("", List.of("a1", "b2", "c3"));
  }

  @Test
  void part_that_is_kept_cannot_be_read_any_more() {
    Handler keeping = request -> request
        .parts(Mono::just)
        .collectList()
        .flatMap(parts -> parts.get(0).text())
        .onErrorResume(IllegalStateException.class, late -> Mono.just("" + late.getMessage()))
        .map(Response::text);

    post(keeping, field("a", "1") + END)
        .expectBody("part 'a': was given back (expected: to be read by what the function returns)");
  }

  @Test
  void part_is_read_once() {
    Handler twice = request -> request
        .parts(part -> part.text()
            .then(part.text())
            .onErrorResume(
                IllegalStateException.class, again -> Mono.just("" + again.getMessage())))
        .next()
        .map(Response::text);

    postLenient(twice, field("a", "1") + END)
        .expectBody("part 'a': was read already (expected: one reader)");
  }

  @Test
  void function_that_fails_is_a_failure_of_the_handler() {
    Handler failing = request -> request
        .parts(part -> Mono.error(new IllegalStateException("broken")))
        .then(Mono.just(Response.noContent()));

    postLenient(failing, field("a", "1") + END).expectProblem(500);
  }

  @Test
  void client_is_held_back_until_the_reader_of_a_part_asks_for_more() {
    TestSource<ByteBuffer> source = TestSource.of(Flux.concat(
        Flux.just(utf8(head("f", "big"))),
        Flux.<ByteBuffer>generate(sink -> sink.next(ByteBuffer.allocate(PIECE))).take(300),
        Flux.just(utf8("\r\n" + END))));
    Reader reader = new Reader();
    Handler handler = request -> {
      request
          .parts(part -> {
            part.chunks().subscribe(reader);
            return reader.end.asMono();
          })
          .subscribe();
      return Response.chunks(
          Flux.concat(Flux.just(utf8("held")), reader.end.asMono().cast(ByteBuffer.class)));
    };
    TestStream stream = run(App.create().post("/", handler, unlimited()))
        .lenient()
        .post("/")
        .header("content-type", TYPE)
        .body(source.flux())
        .stream();

    stream.expectText("held");
    // 300 pieces are 19 MB, far more than the buffers of a socket hold.
    assertThat(Await.settled(source::emitted)).isLessThan(isLive() ? 302 : 3);
    assertThat(reader.received).hasValue(0);
    reader.requestUnbounded();
    stream.expectComplete();
    assertThat(reader.received).hasValue(300L * PIECE);
  }

  @Test
  void small_files_are_in_memory_and_large_ones_in_temporary_files_until_the_request_ends() {
    byte[] large = new byte[300_000];
    new Random(3).nextBytes(large);
    AtomicLong during = new AtomicLong();
    Handler handler = request -> request
        .form()
        .flatMap(form -> request
            .blocking(this::left)
            .doOnNext(during::set)
            .then(form.file("large").get().bytes())
            .map(Response::bytes));
    byte[] content = concat(
        utf8(file("small", "s", "text/plain", "few")),
        utf8(head("large", "l")),
        ByteBuffer.wrap(large),
        utf8("\r\n" + END));

    run(App.create().post("/", handler, forms(here())))
        .post("/")
        .header("content-type", TYPE)
        .body(content)
        .send()
        .expectBody(large);
    assertThat(during).hasValue(1);
    expectNothingLeft();
  }

  @Test
  void temporary_file_is_gone_after_an_error_of_the_handler() {
    Handler handler = request -> request
        .form()
        .flatMap(form -> request.blocking(this::left))
        .flatMap(count -> count == 1
            ? Mono.error(new IllegalStateException("broken"))
            : Mono.just(Response.ok()));

    run(App.create().post("/", handler, forms(here())))
        .post("/")
        .body(TYPE, file("f", "x", "text/plain", "y".repeat(200_000)) + END)
        .send()
        .expectProblem(500);
    expectNothingLeft();
  }

  @Test
  void temporary_file_is_gone_after_malformed_content() {
    run(App.create().post("/", COLLECT, forms(here())))
        .lenient()
        .post("/")
        .body(
            TYPE, file("f", "x", "text/plain", "y".repeat(200_000)) + "--xyzz\r\nnonsense\r\n\r\n")
        .send()
        .expectProblem(400);
    expectNothingLeft();
  }

  @Test
  void temporary_file_is_gone_when_the_client_goes_in_the_midst_of_it() {
    TestSource<ByteBuffer> source = TestSource.of(unfinished());
    TestCall call = run(App.create().post("/", COLLECT, forms(here())))
        .lenient()
        .post("/")
        .header("content-type", TYPE)
        .body(source.flux())
        .start();

    Await.until("a temporary file is written", () -> left() == 1);
    call.cancel();
    expectNothingLeft();
  }

  @Test
  void temporary_file_is_gone_when_the_deadline_passes() {
    App app = App.create().post("/", COLLECT, forms(here()), deadline(Duration.ofMillis(500)));
    TestCall call = run(app)
        .lenient()
        .post("/")
        .header("content-type", TYPE)
        .body(unfinished())
        .start();

    call.response().check(seen -> assertThat(seen.status()).isIn(408, 503));
    expectNothingLeft();
  }

  @Test
  void file_that_is_moved_stays() throws IOException {
    Path kept = Files.createDirectory(directory.resolve("kept"));
    Handler handler = request -> request
        .form()
        .flatMap(form -> Flux.fromIterable(form.fileAll("f"))
            .concatMap(file -> file.moveTo(kept.resolve("" + file.size())))
            .then(Mono.just(Response.noContent())));
    String large = "y".repeat(200_000);

    run(App.create().post("/", handler, forms(here())))
        .post("/")
        .body(TYPE, file("f", "x", "text/plain", large) + file("f", "x", "text/plain", "few") + END)
        .send()
        .expectStatus(204);
    assertThat(kept.resolve("200000")).hasContent(large);
    assertThat(kept.resolve("3")).hasContent("few");
    expectNothingLeft();
  }

  @Test
  void part_is_saved_to_a_file_as_it_arrives() throws IOException {
    byte[] large = new byte[1_000_003];
    new Random(4).nextBytes(large);
    Path target = directory.resolve("target");
    Handler handler = request -> request
        .parts(part -> part.saveTo(target))
        .next()
        .map(size -> Response.text(size.toString()));

    run(App.create().post("/", handler))
        .lenient()
        .post("/")
        .header("content-type", TYPE)
        .body(pieces(
            concat(utf8(head("f", "x")), ByteBuffer.wrap(large), utf8("\r\n" + END)), 10_000))
        .send()
        .expectBody("1000003");
    assertThat(target).hasBinaryContent(large);
  }

  @Test
  void nothing_is_left_of_a_part_that_could_not_be_saved_whole() {
    Path target = directory.resolve("target");
    TestCall call = run(App.create()
            .post(
                "/",
                request -> request
                    .parts(part -> part.saveTo(target))
                    .then(Mono.just(Response.noContent()))))
        .lenient()
        .post("/")
        .header("content-type", TYPE)
        .body(unfinished())
        .start();

    Await.until("the file is written", () -> Files.exists(target));
    call.cancel();
    Await.until("the file is gone", () -> !Files.exists(target));
  }

  @Test
  void file_that_is_there_is_never_overwritten() throws IOException {
    Path target = Files.writeString(directory.resolve("target"), "before");

    postLenient(
            request ->
                request.parts(part -> part.saveTo(target)).then(Mono.just(Response.noContent())),
            file("f", "x", "text/plain", "after") + END)
        .expectProblem(500);
    assertThat(target).hasContent("before");
  }

  @Test
  void file_that_was_not_chosen_is_none() {
    Handler handler =
        request -> request.form().map(form -> Response.text("" + form.file("f").isPresent()));

    post(handler, file("f", "", "application/octet-stream", "") + END).expectBody("false");
    post(handler, file("f", "empty.txt", "text/plain", "") + END).expectBody("true");
  }

  @Test
  void file_that_is_missing_is_a_400_that_names_it() {
    post(
            request -> request
                .form()
                .map(form -> Response.text(form.file("photo").get().name())),
            field("a", "1") + END)
        .expectProblem(400, "The file 'photo' is missing.");
  }

  @Test
  void record_is_made_of_fields_and_files() {
    Handler handler = request -> request
        .form(Profile.class)
        .map(profile -> Response.json(List.of(
            profile.name(),
            profile.age().orElse(0),
            profile.photo().filename().orElse("none"),
            profile.more().size())));

    post(
            handler,
            field("name", "Ada")
                + field("age", "")
                + file("photo", "a.png", "image/png", "1")
                + file("more", "b", "text/plain", "2")
                + file("more", "c", "text/plain", "3")
                + END)
        .expectJson("", List.of("Ada", 0, "a.png", 2));
  }

  /** Content that passes a limit, the limit, and how much it is. */
  static Stream<Arguments> limits() {
    return Stream.of(
        arguments(field("a", "1").repeat(4) + END, "maxParts", 3),
        arguments("--xyzz\r\nX: " + "x".repeat(200) + "\r\n\r\n\r\n" + END, "maxPartHead", 200),
        arguments("--xyzz\r\nX: " + "x".repeat(200), "maxPartHead", 200),
        arguments(field("n".repeat(11), "1") + END, "maxName", 10),
        arguments(file("f", "n".repeat(11), "text/plain", "") + END, "maxName", 10),
        arguments(field("a", "x".repeat(21)) + END, "maxField", 20),
        arguments(field("a", "x".repeat(20)).repeat(2) + END, "maxFields", 30),
        arguments(file("f", "x", "text/plain", "x".repeat(101)) + END, "maxFile", 100),
        arguments("x".repeat(1001), "maxTotal", 1000),
        arguments(END + "x".repeat(1001), "maxTotal", 1000));
  }

  @ParameterizedTest
  @MethodSource("limits")
  void problem_names_the_limit_that_was_passed(String content, String limit, int most) {
    FormOptions options = here()
        .withMaxParts(3)
        .withMaxPartHead(200)
        .withMaxName(10)
        .withMaxField(20)
        .withMaxFields(30)
        .withMaxFile(100)
        .withMaxTotal(1000);

    run(App.create().post("/", COLLECT, forms(options)))
        .lenient()
        .post("/")
        .header("content-type", TYPE)
        .body(pieces(content.getBytes(UTF_8), 100))
        .send()
        .expectProblem(413)
        .expectJson("/limit", most)
        .check(response ->
            assertThat(response.text()).contains("limit " + limit + " (expected: at most " + most));
    expectNothingLeft();
  }

  @Test
  void length_that_was_declared_beyond_the_limit_is_refused_before_anything_is_read() {
    run(App.create().post("/", COLLECT, forms(here().withMaxTotal(10))))
        .lenient()
        .post("/")
        .body(TYPE, field("a", "1") + END)
        .send()
        .expectProblem(413)
        .expectJson("/limit", 10);
  }

  @Test
  void limit_of_the_route_holds_for_forms_too() {
    run(App.create().post("/", COLLECT, maxBody(DataSize.ofBytes(100))))
        .lenient()
        .post("/")
        .header("content-type", TYPE)
        .body(pieces((field("a", "x".repeat(200)) + END).getBytes(UTF_8), 10))
        .send()
        .expectProblem(413, "The content is larger than 100 bytes.");
  }

  private static Flux<String> described(Part part) {
    String name = part.name()
        + (part.isFile() ? "|" + part.filename().orElse("") : "")
        + part.contentType().map(type -> "|" + type).orElse("");
    return part.text().map(text -> name + "=" + text).flux();
  }

  private static Mono<String> described(FormFile file) {
    return file.bytes().map(bytes -> file + "=" + new String(bytes, UTF_8));
  }

  private TestResponse post(Handler handler, String content) {
    return run(App.create().post("/", handler)).post("/").body(TYPE, content).send();
  }

  private TestResponse postLenient(Handler handler, String content) {
    return run(App.create().post("/", handler))
        .lenient()
        .post("/")
        .body(TYPE, content)
        .send();
  }

  private FormOptions here() {
    return FormOptions.defaults().withDirectory(directory);
  }

  private static RouteOption unlimited() {
    return forms(FormOptions.defaults().withMaxFile(1L << 40).withMaxTotal(1L << 40));
  }

  /** Returns how many temporary files there are. */
  private long left() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".part")).count();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void expectNothingLeft() {
    Await.until("no temporary file is left", () -> left() == 0);
  }

  private static Flux<ByteBuffer> unfinished() {
    return Flux.concat(Flux.just(utf8(head("f", "x")), ByteBuffer.allocate(200_000)), Flux.never());
  }

  private static String field(String name, String value) {
    return "--xyzz\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value
        + "\r\n";
  }

  private static String file(String name, String filename, String type, String content) {
    return "--xyzz\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + filename
        + "\"\r\nContent-Type: " + type + "\r\n\r\n" + content + "\r\n";
  }

  private static String head(String name, String filename) {
    return "--xyzz\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + filename
        + "\"\r\n\r\n";
  }

  private static Flux<ByteBuffer> pieces(byte[] content, int size) {
    return Flux.range(0, (content.length + size - 1) / size)
        .map(i -> ByteBuffer.wrap(content, i * size, Math.min(size, content.length - i * size)));
  }

  private static byte[] concat(ByteBuffer... parts) {
    ByteBuffer all =
        ByteBuffer.allocate(Arrays.stream(parts).mapToInt(ByteBuffer::remaining).sum());
    Arrays.stream(parts).forEach(all::put);
    return all.array();
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static final class Reader extends BaseSubscriber<ByteBuffer> {
    private final AtomicLong received = new AtomicLong();
    private final Sinks.Empty<Void> end = Sinks.empty();

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      // Nothing is asked for until the test does.
    }

    @Override
    protected void hookOnNext(ByteBuffer chunk) {
      received.addAndGet(chunk.remaining());
    }

    @Override
    protected void hookOnComplete() {
      end.tryEmitEmpty();
    }
  }
}
