package io.molt.behaviours;

import static io.molt.web.RouteOption.deadline;
import static io.molt.web.RouteOption.forms;
import static io.molt.web.RouteOption.maxBody;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.molt.web.App;
import io.molt.web.RouteOption;
import io.molt.web.form.FormFile;
import io.molt.web.form.FormOptions;
import io.molt.web.form.Part;
import io.molt.web.http.DataSize;
import io.molt.web.http.Handler;
import io.molt.web.http.Response;
import io.molt.web.test.TestCall;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestResponse;
import io.molt.web.test.TestSource;
import io.molt.web.test.TestStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
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

  /** The content-disposition of a part and what it says, in the manner of the tables of web-platform-tests. */
  private static final Map<String, String> HEADS = Map.ofEntries(
      entry("form-data; name=\"a\"", "a"),
      entry("form-data; name=a", "a"),
      entry("FORM-DATA; NAME=\"a\"", "a"),
      entry("form-data;name=\"a\";", "a"),
      entry("form-data \t; \t name=\"a\" ", "a"),
      entry("form-data; name=\"\"", ""),
      entry("form-data; name=\"naïve 世 😀\"", "naïve 世 😀"),
      entry("form-data; name=\"a%22b\"", "a\"b"),
      entry("form-data; name=\"a%0Db%0ac\"", "a\rb\nc"),
      entry("form-data; name=\"100%\"", "100%"),
      entry("form-data; name=\"%41%2\"", "%41%2"),
      entry("form-data; name=\"a\\b\"", "a\\b"),
      entry("form-data; name=\"a\\\"", "a\\"),
      entry("form-data; name=\"a;b=c\"", "a;b=c"),
      entry("form-data; name=\"a\"; other=\"x\"", "a"),
      entry("form-data; name=\"a\"; filename=\"\"", "a|"),
      entry("form-data; name=\"a\"; filename=\"b.txt\"", "a|b.txt"),
      entry("form-data; filename=\"b.txt\"; name=\"a\"", "a|b.txt"),
      entry("form-data; name=\"a\"; filename=\"b%22c.txt\"", "a|b\"c.txt"),
      entry("form-data; name=\"a\"; filename=\"../../etc/passwd\"", "a|passwd"),
      entry("form-data; name=\"a\"; filename=\"C:\\dir\\b.txt\"", "a|b.txt"),
      entry("form-data; name=\"a\"; filename=\"dir/..\"", "a|"),
      entry("form-data; name=\"a\"; filename=\"世.txt\"", "a|世.txt"),
      entry("form-data; name=a; filename=b.txt; filename*=utf-8''c.txt", "a|b.txt"),
      entry("form-data; name=\"a\"; name*=utf-8''b", "a"),
      entry("form-data; name=a\u3000", "a\u3000"),
      entry("form-data; name=\"a\"; filename=\"b%5C%2Fc.txt\"", "a|b%5C%2Fc.txt"),
      entry("form-data; name=\"a\"; filename=\"b\\\"", "a|"),
      entry("form-data; name=\"a%0d%0AX: y\"", "a\r\nX: y"));

  /** What the head of a part may not be. */
  private static final List<String> MALFORMED_HEADS = List.of(
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
      "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data\r\n",
      "Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64\r\n",
      "Content-Disposition : form-data; name=\"a\"\r\n",
      "Content-Disposition: form-data;\r\n name=\"a\"\r\n",
      "Content-Disposition: form-data; name=\"a\"\nX: y\r\n",
      "Content-Disposition: form-data; name=\"a\u0000\"\r\n",
      ": form-data; name=\"a\"\r\n",
      "no field\r\n",
      "Content-Disposition: form-data; name=\"a\"; filename*=UTF-8''b\r\n",
      "Content-Disposition: form-data; name*=UTF-8''a\r\n");

  private static final List<String> BAD_BOUNDARIES = List.of(
      "",
      "; boundary=",
      "; boundary=\"\"",
      "; boundary=\"a \"",
      "; boundary=\"a@b\"",
      "; boundary=\"a\\\"b\"",
      "; boundary=" + "x".repeat(71));

  private static final List<String> NO_MULTIPART = List.of(
      "",
      "--xyzz",
      "nothing",
      "--xyzz\r\nContent-Disposition: form-data; name=\"a\"\r\n",
      "--xyzz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb",
      "--xyzz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--xyzz",
      "--xyzz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--xyzz-",
      "--xyzz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\n--xyzz--",
      "--xyzz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--xyzzz\r\n",
      "--xyzzz\r\n",
      "--xyzz\n");

  /** Content that passes a limit, the limit, and how much it is. */
  private record Excess(String content, String limit, int most) {}

  private static final List<Excess> EXCESSES = List.of(
      new Excess(field("a", "1").repeat(4) + END, "maxParts", 3),
      new Excess("--xyzz\r\nX: " + "x".repeat(200) + "\r\n\r\n\r\n" + END, "maxPartHead", 200),
      new Excess("--xyzz\r\nX: " + "x".repeat(200), "maxPartHead", 200),
      new Excess(field("n".repeat(11), "1") + END, "maxName", 10),
      new Excess(file("f", "n".repeat(11), "text/plain", "") + END, "maxName", 10),
      new Excess(field("a", "x".repeat(21)) + END, "maxField", 20),
      new Excess(field("a", "x".repeat(20)).repeat(2) + END, "maxFields", 30),
      new Excess(file("f", "x", "text/plain", "x".repeat(101)) + END, "maxFile", 100),
      new Excess("x".repeat(1001), "maxTotal", 1000),
      new Excess(END + "x".repeat(1001), "maxTotal", 1000));

  /** What goes on without an end, after the @ if there is one; how far it comes; the limit that ends it. */
  private record Endless(String content, int size, String limit) {}

  private static final List<Endless> ENDLESS = List.of(
      new Endless("no delimiter ", 401_000, "maxTotal"),
      new Endless("--xyzz\r\nX: y\r\n@X: y\r\n", 9_000, "maxPartHead"),
      new Endless("--xyzz\r\n@X", 9_000, "maxPartHead"),
      new Endless(field("a", "1"), 60_000, "maxParts"),
      new Endless(
          "--xyzz\r\nContent-Disposition: form-data; name=a\r\n\r\n@\r\n--xyz", 67_000, "maxField"),
      new Endless(
          "--xyzz\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\n@\r\n--xyz",
          201_000,
          "maxFile"));

  record Profile(String name, Optional<Integer> age, FormFile photo, List<FormFile> more) {}

  // Where temporary files are made, by services that tests share.
  @TempDir
  private static Path temporary;

  @TempDir
  private Path directory;

  @TestFactory
  Stream<DynamicTest> head_of_a_part_is_read_as_browsers_write_it() {
    TestClient client = strict(DESCRIBE);
    return HEADS.entrySet().stream()
        .map(row -> dynamicTest(
            row.getKey(),
            () -> client
                .post("/")
                .body(
                    TYPE, "--xyzz\r\nContent-Disposition: " + row.getKey() + "\r\n\r\nv\r\n" + END)
                .send()
                .expectStatus(200)
                .expectJson("", List.of(row.getValue() + "=v"))));
  }

  @TestFactory
  Stream<DynamicTest> head_of_a_part_that_is_malformed_is_a_400() {
    TestClient client = lenient(DESCRIBE);
    return MALFORMED_HEADS.stream()
        .map(head -> dynamicTest(
            "'" + head.strip() + "'",
            () -> client
                .post("/")
                .body(TYPE, "--xyzz\r\n" + head + "\r\nv\r\n" + END)
                .send()
                .expectProblem(400)));
  }

  @Test
  void head_of_a_part_that_is_no_utf_8_is_a_400() {
    byte[] content = ("--xyzz\r\nContent-Disposition: form-data; name=\"\u00fc\"\r\n\r\nv\r\n"
            + END)
        .getBytes(ISO_8859_1);

    lenient(DESCRIBE)
        .post("/")
        .header("content-type", TYPE)
        .body(content)
        .send()
        .expectProblem(
            400,
            "The form is malformed: the head of a part is not in UTF-8" + " (expected: UTF-8).");
  }

  @TestFactory
  Stream<DynamicTest> boundary_that_is_none_is_refused() {
    TestClient client = lenient(DESCRIBE);
    return BAD_BOUNDARIES.stream()
        .map(boundary -> dynamicTest(
            "'" + boundary + "'",
            () -> client
                .post("/")
                .body("multipart/form-data" + boundary, field("a", "b") + END)
                .send()
                // Where the type cannot be parsed it is of no known type.
                .check(seen -> assertThat(seen.status()).isIn(400, 415))));
  }

  @TestFactory
  Stream<DynamicTest> boundary_may_be_whatever_rfc_2046_allows() {
    TestClient client = strict(DESCRIBE);
    return Stream.of(
            "x",
            "----WebKitFormBoundary7MA4YWxkTrZu0gW",
            "\"a b'()+_,-./:=?\"",
            "\"0\"",
            "-".repeat(70))
        .map(boundary -> dynamicTest(
            boundary,
            () -> client
                .post("/")
                .body(
                    "multipart/form-data; boundary=" + boundary,
                    (field("a", "b") + END).replace("xyzz", boundary.replace("\"", "")))
                .send()
                .expectJson("", List.of("a=b"))));
  }

  @TestFactory
  Stream<DynamicTest> content_that_is_no_multipart_is_a_400_and_never_waited_for() {
    Map<String, Handler> handlers = Map.of("parts", DESCRIBE, "form", COLLECT);
    return NO_MULTIPART.stream()
        .flatMap(content -> handlers.entrySet().stream()
            .map(handler -> dynamicTest(
                handler.getKey() + " '" + content + "'",
                () -> postLenient(handler.getValue(), content).expectProblem(400))));
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

    TestClient client = strict(DESCRIBE);
    for (int size : new int[] {1, 2, 3, 7, 64}) {
      client
          .post("/")
          .header("content-type", TYPE)
          .body(pieces(content, size))
          .send()
          .expectJson("", List.of("a=ü", "f|x|text/plain=\r\n--xyz\r"));
    }
  }

  /** Files of one name in a part of their own are a practice that RFC 7578 (section 4.3) calls deprecated. */
  @Test
  void part_that_is_multipart_itself_is_content_like_any_other() {
    String inner = "--in\r\nContent-Disposition: file; filename=x\r\n\r\n1\r\n--in--";

    post(
            DESCRIBE,
            "--xyzz\r\nContent-Disposition: form-data; name=a\r\n"
                + "Content-Type: multipart/mixed; boundary=in\r\n\r\n" + inner + "\r\n" + END)
        .expectJson("", List.of("a|multipart/mixed; boundary=in=" + inner));
  }

  @Test
  void field_is_in_the_charset_that_it_names() {
    byte[] content = ("--xyzz\r\nContent-Disposition: form-data; name=\"a\"\r\n"
            + "Content-Type: text/plain; charset=iso-8859-1\r\n\r\n\u00fc\r\n" + END)
        .getBytes(ISO_8859_1);

    strict(COLLECT)
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

    lenient(COLLECT)
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
    storing(handler)
        .post("/")
        .multipart("small", "s", "text/plain", "few")
        .multipart("large", "l", "text/plain", large)
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

    storing(handler)
        .post("/")
        .multipart("f", "x", "text/plain", "y".repeat(200_000))
        .send()
        .expectProblem(500);
    expectNothingLeft();
  }

  @Test
  void temporary_file_is_gone_after_malformed_content() {
    storingLeniently(COLLECT)
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
    TestCall call = storingLeniently(COLLECT)
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
    App app = App.create().post("/", COLLECT, forms(here()), deadline(Duration.ofSeconds(5)));
    TestClient client = run(app).lenient().virtualTime();
    TestCall call =
        client.post("/").header("content-type", TYPE).body(unfinished()).start();
    Await.until("a temporary file is written", () -> left() == 1);

    client.advance(Duration.ofSeconds(5));

    call.response().check(seen -> assertThat(seen.status()).isIn(408, 503));
    expectNothingLeft();
  }

  @Test
  void temporary_file_is_gone_when_the_client_goes_while_it_is_read_back() {
    Handler handler = request ->
        request.form().map(form -> Response.chunks(form.file("f").get().chunks().repeat()));
    TestStream stream =
        storing(handler).post("/").multipart("f", "x", "text/plain", "y".repeat(500_000)).stream();

    stream.expectText("y".repeat(1000)).cancel();
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

    storing(handler)
        .post("/")
        .multipart("f", "x", "text/plain", large)
        .multipart("f", "x", "text/plain", "few")
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

    lenient(handler)
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
    Handler saving =
        request -> request.parts(part -> part.saveTo(target)).then(Mono.just(Response.noContent()));
    TestCall call = lenient(saving)
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

    strict(handler)
        .post("/")
        .multipart("name", "Ada")
        .multipart("age", "")
        .multipart("photo", "a.png", "image/png", "1")
        .multipart("more", "b", "text/plain", "2")
        .multipart("more", "c", "text/plain", "3")
        .send()
        .expectJson("", List.of("Ada", 0, "a.png", 2));
  }

  @TestFactory
  Stream<DynamicTest> problem_names_the_limit_that_was_passed() {
    FormOptions options = here()
        .withMaxParts(3)
        .withMaxPartHead(200)
        .withMaxName(10)
        .withMaxField(20)
        .withMaxFields(30)
        .withMaxFile(100)
        .withMaxTotal(1000);
    TestClient client = run(App.create().post("/", COLLECT, forms(options))).lenient();
    return EXCESSES.stream()
        .map(row -> dynamicTest(
            row.limit() + ": " + row.most(),
            () -> client
                .post("/")
                .header("content-type", TYPE)
                .body(pieces(row.content().getBytes(UTF_8), 100))
                .send()
                .expectProblem(413)
                .expectJson("/limit", row.most())
                .check(response -> assertThat(response.text())
                    .contains("limit " + row.limit() + " (expected: at most " + row.most()))));
  }

  @Test
  void thousands_of_parts_are_read_where_that_many_are_allowed() {
    RouteOption many = forms(FormOptions.defaults().withMaxParts(5000));
    Handler counting = request ->
        request.parts(part -> part.text()).count().map(count -> Response.text(count.toString()));
    TestClient client =
        run(App.create().post("/many", counting, many).post("/few", counting)).lenient();
    byte[] content = (field("a", "1").repeat(5000) + END).getBytes(UTF_8);

    client.post("/many").header("content-type", TYPE).body(content).send().expectBody("5000");
    client
        .post("/few")
        .header("content-type", TYPE)
        .body(content)
        .send()
        .expectProblem(
            413,
            "The form has parts beyond the limit maxParts (expected: at most 1000" + " parts).");
  }

  @TestFactory
  Stream<DynamicTest> content_without_an_end_is_refused_at_the_first_limit() {
    FormOptions options = here().withMaxFile(200_000).withMaxTotal(400_000);
    TestClient client = run(App.create().post("/", COLLECT, forms(options))).lenient();
    return ENDLESS.stream()
        .map(row -> dynamicTest(row.limit(), () -> {
          client
              .post("/")
              .header("content-type", TYPE)
              .body(Flux.concat(pieces(endless(row), 1000), Flux.never()))
              .send()
              .expectProblem(413)
              .check(seen -> assertThat(seen.text()).contains("limit " + row.limit()));
          expectNothingLeft();
        }));
  }

  private static byte[] endless(Endless row) {
    int at = row.content().indexOf('@');
    String again = row.content().substring(at + 1);
    return (row.content().substring(0, Math.max(at, 0)) + again.repeat(row.size() / again.length()))
        .getBytes(UTF_8);
  }

  @Test
  void part_that_nobody_reads_is_cut_off_by_the_deadline() {
    TestSource<ByteBuffer> file =
        TestSource.of(Flux.concat(Flux.just(ByteBuffer.allocate(1000)), Flux.never()));
    AtomicLong begun = new AtomicLong();
    Handler idle = request -> request
        .parts(part -> Mono.never().doOnSubscribe(asked -> begun.incrementAndGet()))
        .then(Mono.just(Response.ok()));
    App app = App.create().post("/", idle, unlimited(), deadline(Duration.ofSeconds(5)));
    TestClient client = run(app).lenient().virtualTime();
    TestCall call =
        client.post("/").multipart("f", "x", "image/png", file.flux()).start();
    Await.until("the part is there", () -> begun.get() == 1);

    client.advance(Duration.ofSeconds(5));

    call.response().check(seen -> assertThat(seen.status()).isIn(408, 503));
    file.expectCancelled();
  }

  @Test
  void directory_that_is_not_there_is_a_507() {
    RouteOption nowhere = forms(FormOptions.defaults().withDirectory(directory.resolve("missing")));

    run(App.create().post("/", COLLECT, nowhere))
        .lenient()
        .post("/")
        .multipart("f", "x", "text/plain", new byte[200_000])
        .send()
        .expectProblem(507, "The content could not be stored.");
  }

  @Test
  void charset_that_nobody_knows_is_a_415() {
    postLenient(
            COLLECT,
            "--xyzz\r\nContent-Disposition: form-data; name=a\r\n"
                + "Content-Type: text/plain; charset=klingon\r\n\r\nv\r\n" + END)
        .expectProblem(415);
  }

  @Test
  void fields_and_files_are_those_that_were_sent() {
    strict(DESCRIBE)
        .post("/")
        .multipart("a\"\r\nb\\%", "ü")
        .multipart("f", "x\".txt", "text/plain", "few")
        .multipart("f", "世", "image/png", Flux.just(utf8("ma"), utf8("ny")))
        .send()
        .expectJson("", List.of("a\"\r\nb\\%=ü", "f|x\".txt|text/plain=few", "f|世|image/png=many"));
  }

  @Test
  void file_that_is_moved_is_for_its_owner_wherever_it_was() throws IOException {
    Handler handler = request -> request
        .form()
        .flatMap(form -> Flux.fromIterable(form.fileAll("f"))
            .concatMap(file -> file.moveTo(directory.resolve("" + file.size())))
            .then(Mono.just(Response.noContent())));

    storing(handler)
        .post("/")
        .multipart("f", "x", "text/plain", new byte[200_000])
        .multipart("f", "x", "text/plain", "few")
        .send()
        .expectStatus(204);
    Assumptions.assumeTrue(
        directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
    for (String name : List.of("200000", "3")) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name))))
          .isEqualTo("rw-------");
    }
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
  void file_that_goes_to_disk_leaves_its_room_in_memory_to_others() {
    String content = file("f", "x", "text/plain", "y".repeat(70_000)).repeat(10) + END;
    Handler sizes = request -> request
        .form()
        .map(
            form -> Response.json(form.fileAll("f").stream().map(FormFile::size).toList()));

    run(App.create().post("/", sizes, forms(here())))
        .limits(limits -> limits.withMaxCollecting(200_000))
        .post("/")
        .header("content-type", TYPE)
        .body(pieces(content.getBytes(UTF_8), 10_000))
        .send()
        .expectJson("", Collections.nCopies(10, 70_000));
    expectNothingLeft();
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

  private TestClient strict(Handler handler) {
    return answering("strict", handler);
  }

  private TestClient lenient(Handler handler) {
    return answeringLeniently("lenient", handler);
  }

  /** Returns a client whose files go to that directory. */
  private TestClient storing(Handler handler) {
    return answering("storing", handler, forms(here()));
  }

  private TestClient storingLeniently(Handler handler) {
    return answeringLeniently("storing leniently", handler, forms(here()));
  }

  private TestResponse post(Handler handler, String content) {
    return strict(handler).post("/").body(TYPE, content).send();
  }

  private TestResponse postLenient(Handler handler, String content) {
    return lenient(handler).post("/").body(TYPE, content).send();
  }

  private FormOptions here() {
    return FormOptions.defaults().withDirectory(temporary);
  }

  private static RouteOption unlimited() {
    return forms(FormOptions.defaults().withMaxFile(1L << 40).withMaxTotal(1L << 40));
  }

  /** Returns how many temporary files there are. */
  private long left() {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.count();
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
