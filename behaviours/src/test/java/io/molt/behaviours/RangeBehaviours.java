package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.Body;
import io.molt.web.http.EntityTag;
import io.molt.web.http.Handler;
import io.molt.web.http.Response;
import io.molt.web.middleware.Conditional;
import io.molt.web.middleware.Ranges;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** Requests for parts of content (RFC 9110 section 14): of ten digits, or of a thousand lines of ten characters. */
class RangeBehaviours extends Behaviours {
  private static final String DIGITS = "0123456789";
  private static final String LINES =
      IntStream.range(0, 1000).mapToObj("line %04d\n"::formatted).collect(Collectors.joining());

  @TempDir
  private static Path shared;

  @TempDir
  private Path dir;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "bytes=0-0|0|0-0",
        "bytes=0-4|01234|0-4",
        "bytes=3-6|3456|3-6",
        "bytes=9-9|9|9-9",
        "bytes=5-|56789|5-9",
        "bytes=0-|0123456789|0-9",
        "bytes=5-99|56789|5-9",
        "bytes=5-99999999999999999999999|56789|5-9",
        "bytes=0000000000000000000000005-6|56|5-6",
        "bytes=-1|9|9-9",
        "bytes=-4|6789|6-9",
        "bytes=-10|0123456789|0-9",
        "bytes=-99|0123456789|0-9",
        "Bytes=1-2|12|1-2",
        "bytes= 1-2 |12|1-2",
        "bytes=,1-2,|12|1-2",
        // What lies outside is left out where something lies inside
        "bytes=1-2,20-30|12|1-2",
        "bytes=20-30,-2|89|8-9",
        // What overlaps or touches is one
        "bytes=0-4,3-6|0123456|0-6",
        "bytes=3-6,0-4|0123456|0-6",
        "bytes=0-2,3-5|012345|0-5",
        "bytes=0-0,-1|0123456789|0-9",
        "bytes=0-9,0-9,0-9|0123456789|0-9",
      })
  void part_is_a_206_that_says_where_it_lies(String range, String part, String place)
      throws IOException {
    for (TestClient client : List.of(ofBytes(DIGITS), ofFile(DIGITS))) {
      client
          .get("/")
          .header("range", range)
          .send()
          .expectStatus(206)
          .expectHeader("content-range", "bytes " + place + "/10")
          .expectHeader("content-length", "" + part.length())
          .expectHeader("accept-ranges", "bytes")
          .expectHeader("content-type")
          .expectBody(part);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=",
        "bytes=,",
        "bytes",
        "bytes=-",
        "bytes=a-b",
        "bytes=1",
        "bytes=5-3",
        "bytes=--1",
        "bytes=1-2-3",
        "bytes=+1-2",
        "bytes=1.0-2",
        "bytes=0x1-2",
        "bytes 1-2",
        "bytes=1-2;3-4",
        "bytes=1-2,x",
        "lines=1-2",
        "1-2",
      })
  void range_that_is_none_is_ignored(String range) throws IOException {
    for (TestClient client : List.of(ofBytes(DIGITS), ofFile(DIGITS))) {
      client
          .get("/")
          .header("range", range)
          .send()
          .expectStatus(200)
          .expectNoHeader("content-range")
          .expectBody(DIGITS);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=10-",
        "bytes=10-20",
        "bytes=99-100,200-",
        "bytes=-0",
        "bytes=99999999999999999999-"
      })
  void range_outside_of_the_content_is_a_416_that_tells_its_length(String range)
      throws IOException {
    for (TestClient client : List.of(ofBytes(DIGITS), ofFile(DIGITS))) {
      client
          .get("/")
          .header("range", range)
          .send()
          .expectProblem(416)
          .expectHeader("content-range", "bytes */10");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=0-", "bytes=-1", "bytes=5-9"})
  void empty_content_has_no_parts(String range) throws IOException {
    ofFile("").get("/").header("range", range).send().expectStatus(200).expectNoBody();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-9,500-509|0-9,500-509",
        "bytes=500-509,0-9|500-509,0-9",
        "bytes=0-9,500-509,-10|0-9,500-509,9990-9999",
        "bytes=0-9,500-509,20000-|0-9,500-509",
        // Less than 80 bytes lie between the first and the third
        "bytes=0-9,500-509,60-69|0-69,500-509",
        // The last one closes the gap between the others
        "bytes=0-99,300-399,150-249,2000-2009|0-399,2000-2009",
      })
  void several_parts_come_in_one_multipart_in_the_order_asked_for(String range, String places)
      throws IOException {
    for (TestClient client : List.of(ofBytes(LINES), ofFile(LINES))) {
      TestResponse response = client.get("/").header("range", range).send().expectStatus(206);

      assertThat(parts(response)).isEqualTo(expected(places));
      response
          .expectHeader("content-length", "" + response.bytes().length)
          .expectNoHeader("content-range");
    }
  }

  @Test
  void ranges_without_end_cost_no_more_than_the_whole() throws IOException {
    String many =
        IntStream.range(0, 17).mapToObj(i -> i * 500 + "-").collect(Collectors.joining(","));

    ofFile(LINES)
        .get("/")
        .header("range", "bytes=" + many)
        .send()
        .expectStatus(200)
        .expectBody(LINES);
  }

  @Test
  void sixteen_ranges_are_served() throws IOException {
    String many = IntStream.range(0, 16)
        .mapToObj(i -> i * 500 + "-" + (i * 500 + 9))
        .collect(Collectors.joining(","));

    TestResponse response =
        ofFile(LINES).get("/").header("range", "bytes=" + many).send().expectStatus(206);

    assertThat(parts(response)).isEqualTo(expected(many));
  }

  @Test
  void two_range_fields_are_ignored() throws IOException {
    ofFile(DIGITS)
        .get("/")
        .header("range", "bytes=0-1")
        .header("range", "bytes=2-3")
        .send()
        .expectStatus(200)
        .expectBody(DIGITS);
  }

  @Test
  void head_has_no_range_and_says_that_get_has() throws IOException {
    ofFile(DIGITS)
        .head("/")
        .header("range", "bytes=0-1")
        .send()
        .expectStatus(200)
        .expectHeader("content-length", "10")
        .expectHeader("accept-ranges", "bytes")
        .expectNoHeader("content-range");
  }

  @Test
  void post_has_no_range() {
    run(App.create().use(Ranges.create()).post("/", request -> Response.text(DIGITS)))
        .post("/")
        .header("range", "bytes=0-1")
        .send()
        .expectStatus(200)
        .expectBody(DIGITS);
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 404, 500})
  void only_a_200_has_parts(int status) {
    run(App.create().use(Ranges.create()).get("/", r -> Response.text(DIGITS).withStatus(status)))
        .get("/")
        .header("range", "bytes=0-1")
        .send()
        .expectStatus(status)
        .expectNoHeader("content-range");
  }

  @Test
  void stream_has_no_parts() {
    Handler handler = request ->
        Response.chunks(Flux.just(ByteBuffer.wrap(DIGITS.getBytes(StandardCharsets.US_ASCII))));

    run(App.create().use(Ranges.create()).get("/", handler))
        .get("/")
        .header("range", "bytes=0-1")
        .send()
        .expectStatus(200)
        .expectNoHeader("accept-ranges")
        .expectBody(DIGITS);
  }

  @Test
  void part_of_a_part_of_a_file_is_counted_from_its_start() throws IOException {
    Path file = Files.writeString(dir.resolve("digits.txt"), DIGITS);
    Handler handler = request -> Response.ok().withBody(new Body.File(file, 2, 6));

    run(App.create().use(Ranges.create()).get("/", handler))
        .get("/")
        .header("range", "bytes=1-2")
        .send()
        .expectHeader("content-range", "bytes 1-2/6")
        .expectBody("34");
  }

  @ParameterizedTest(name = "If-Range: {0} is a {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"v2\"|206",
        "\"v1\"|200",
        "W/\"v2\"|200",
        "\"v2\", \"v1\"|200",
        "*|200",
        "v2|200",
        "Fri, 02 Jan 2026 03:04:05 GMT|206",
        "Friday, 02-Jan-26 03:04:05 GMT|206",
        "Fri, 02 Jan 2026 03:04:06 GMT|200",
        "Fri, 02 Jan 2026 03:04:04 GMT|200",
        "yesterday|200",
      })
  void part_is_sent_only_of_the_state_that_if_range_names(String ifRange, int status) {
    Handler handler = request -> Response.text(DIGITS)
        .withETag(EntityTag.strong("v2"))
        .withLastModified(Instant.parse("2026-01-02T03:04:05Z"));

    shared(
            "if-range",
            () -> App.create().use(Ranges.create()).get("/", handler),
            Instant.parse("2026-02-01T00:00:00Z"))
        .get("/")
        .header("range", "bytes=0-1")
        .header("if-range", ifRange)
        .send()
        .expectStatus(status)
        .expectBody(status == 206 ? "01" : DIGITS);
  }

  @Test
  void weak_tag_never_lets_parts_be_put_together() {
    run(App.create()
            .use(Ranges.create())
            .get("/", request -> Response.text(DIGITS).withETag(EntityTag.weak("v2"))))
        .get("/")
        .header("range", "bytes=0-1")
        .header("if-range", "W/\"v2\"")
        .send()
        .expectStatus(200);
  }

  @Test
  void preconditions_go_before_the_range() {
    Handler handler = request -> Response.text(DIGITS).withETag(EntityTag.strong("v2"));
    for (App app : List.of(
        App.create().use(Ranges.create(), Conditional.create()).get("/", handler),
        App.create().use(Conditional.create(), Ranges.create()).get("/", handler))) {
      TestClient client = run(app);
      client
          .get("/")
          .header("range", "bytes=0-1")
          .header("if-none-match", "\"v2\"")
          .send()
          .expectStatus(304)
          .expectNoHeader("content-range");
      client
          .get("/")
          .header("range", "bytes=0-1")
          .header("if-match", "\"v1\"")
          .send()
          .expectProblem(412);
    }
  }

  private TestClient ofBytes(String content) {
    return shared(
        "bytes " + content.length(),
        () -> App.create().use(Ranges.create()).get("/", request -> Response.text(content)));
  }

  private TestClient ofFile(String content) throws IOException {
    Path file = shared.resolve(content.length() + ".txt");
    if (Files.notExists(file)) {
      Files.writeString(file, content);
    }
    return shared(
        "file " + content.length(),
        () -> App.create().use(Ranges.create()).get("/", request -> Response.file(file)));
  }

  private static List<String> expected(String places) {
    List<String> parts = new ArrayList<>();
    for (String place : places.split(",")) {
      String[] ends = place.split("-");
      parts.add("bytes " + place + "/10000: "
          + LINES.substring(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]) + 1));
    }
    return parts;
  }

  /** Returns the parts of a multipart, each with its place. */
  private static List<String> parts(TestResponse response) {
    String type = response.header("content-type");
    assertThat(type).matches("multipart/byteranges; boundary=[0-9a-f]{36}");
    String boundary = "--" + type.substring(type.indexOf('=') + 1);
    String text = response.text();
    assertThat(text).startsWith("\r\n" + boundary + "\r\n").endsWith("\r\n" + boundary + "--\r\n");
    List<String> parts = new ArrayList<>();
    String[] pieces = text.split("\r\n" + boundary);
    for (int i = 1; i < pieces.length - 1; i++) {
      int headEnd = pieces[i].indexOf("\r\n\r\n");
      String head = pieces[i].substring(0, headEnd);
      assertThat(head).contains("\r\ncontent-type: text/plain");
      String place = head.substring(head.indexOf("content-range: ") + 15);
      parts.add(place + ": " + pieces[i].substring(headEnd + 4));
    }
    return parts;
  }
}
