package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.codec.MediaType;
import io.molt.web.files.StaticFiles;
import io.molt.web.http.CacheControl;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestResponse;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How static files are sent: compressed, for how long, in the place of what is not there. */
class StaticFileRuleBehaviours extends StaticFileTree {

  @ParameterizedTest(name = "Accept-Encoding: {0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "none|plain",
        "''|plain",
        "identity|plain",
        "gzip|gzip",
        "GZIP|gzip",
        "x-gzip|gzip",
        "br|br",
        "zstd|zstd",
        "gzip, br|br",
        "gzip, deflate, br, zstd|br",
        "gzip;q=1.0, br;q=0.5|gzip",
        "gzip;q=0.5, zstd;q=0.9, br;q=0.1|zstd",
        "br;q=0, gzip|gzip",
        "br;q=0.000|plain",
        "*|br",
        "*;q=0|plain",
        "*;q=0, gzip|gzip",
        "br;q=0, *|zstd",
        "identity;q=1, gzip;q=0.5|plain",
        "identity;q=0.5, gzip;q=0.5|gzip",
        "deflate|plain",
        "gzip;q=2|plain",
        "gzip;q=x|plain",
        "gzip ; q=0.3|gzip",
      })
  void stored_compressed_is_sent_as_the_client_likes_it(String accepted, String expected) {
    TestClient client = shared(
        "precompressed", () -> App.create().files("/assets", sharedFiles().withPrecompressed()));
    var request = client.get("/assets/app.js");

    TestResponse response =
        (accepted == null ? request : request.header("accept-encoding", accepted)).send();

    response
        .expectStatus(200)
        .expectHeader("content-type", "text/javascript; charset=utf-8")
        .expectHeader("vary", "accept-encoding")
        .expectHeader("content-length", "" + expected.length());
    assertThat(response.header("content-encoding"))
        .isEqualTo(expected.equals("plain") ? null : expected);
  }

  @Test
  void only_what_is_there_is_sent_compressed() throws IOException {
    write("app.js", "plain");
    write("app.js.gz", "gzip");
    TestClient client = run(precompressed());

    client
        .get("/assets/app.js")
        .header("accept-encoding", "br, gzip;q=0.1")
        .send()
        .expectHeader("content-encoding", "gzip");
    client
        .get("/assets/hello.txt")
        .header("accept-encoding", "br, gzip")
        .send()
        .expectNoHeader("content-encoding")
        .expectNoHeader("vary")
        .expectBody("Hello");
  }

  @Test
  void compressed_file_alone_is_no_file() throws IOException {
    write("app.js.gz", "gzip");

    run(precompressed())
        .get("/assets/app.js")
        .header("accept-encoding", "gzip")
        .send()
        .expectProblem(404);
  }

  @Test
  void each_way_of_storing_has_a_tag_of_its_own() throws IOException {
    write("app.js", "12345");
    write("app.js.br", "12345");
    TestClient client = run(precompressed());
    String plain = client
        .get("/assets/app.js")
        .header("accept-encoding", "identity")
        .send()
        .header("etag");
    String coded =
        client.get("/assets/app.js").header("accept-encoding", "br").send().header("etag");

    assertThat(coded).isNotEqualTo(plain).endsWith("-br\"");
    client
        .get("/assets/app.js")
        .header("accept-encoding", "br")
        .header("if-none-match", plain)
        .send()
        .expectStatus(200);
    client
        .get("/assets/app.js")
        .header("accept-encoding", "br")
        .header("if-none-match", coded)
        .send()
        .expectStatus(304)
        .expectHeader("vary", "accept-encoding")
        .expectNoHeader("content-encoding");
  }

  @Test
  void part_of_what_is_stored_compressed_is_a_part_of_that() throws IOException {
    write("app.js", "0123456789".repeat(100));
    write("app.js.br", "abcdefghij".repeat(50));
    TestClient client = run(precompressed());
    String tag =
        client.get("/assets/app.js").header("accept-encoding", "br").send().header("etag");

    client
        .get("/assets/app.js")
        .header("accept-encoding", "br")
        .header("range", "bytes=2-4")
        .header("if-range", tag)
        .send()
        .expectStatus(206)
        .expectHeader("content-range", "bytes 2-4/500")
        .expectHeader("content-encoding", "br")
        .expectHeader("vary", "accept-encoding")
        .expectHeader("etag", tag)
        .expectBody("cde");
    client
        .get("/assets/app.js")
        .header("range", "bytes=2-4")
        .header("if-range", tag)
        .send()
        .expectStatus(200)
        .expectHeader("content-length", "1000");
  }

  @Test
  void several_parts_of_what_is_stored_compressed_are_the_whole() throws IOException {
    write("app.js", "0123456789".repeat(100));
    write("app.js.br", "abcdefghij".repeat(50));

    run(precompressed())
        .get("/assets/app.js")
        .header("accept-encoding", "br")
        .header("range", "bytes=0-9,400-409")
        .send()
        .expectStatus(200)
        .expectHeader("content-encoding", "br")
        .expectBody("abcdefghij".repeat(50));
  }

  @Test
  void compressed_files_are_left_alone_unless_asked_for() throws IOException {
    write("app.js", "plain");
    write("app.js.gz", "gzip");

    run(app())
        .get("/assets/app.js")
        .header("accept-encoding", "gzip")
        .send()
        .expectNoHeader("content-encoding")
        .expectNoHeader("vary");
  }

  @ParameterizedTest
  @CsvSource({
    "app.3f2a91c0.js, true",
    "app-3f2a91c0d4e5.min.css, true",
    "3f2a91c0.js, false",
    "app.js, false",
    "my-component.js, false",
    "report-20261120.txt, false",
    "deadbeef.deadbeef.js, false",
    "app.3F2A91C0.js, false",
    "app-3f2a91.js, false",
    "550e8400-e29b-41d4-a716-44665544abcd.png, false",
    "face-550e8400-e29b-41d4-a716-44665544abcd.min.png, false",
    "e29b-41d4-a716-44665544abcd.png, true",
  })
  void name_with_a_fingerprint_is_kept_for_good(String name, boolean kept) throws IOException {
    writeShared("named/" + name);

    shared("fingerprints", () -> App.create().files("/assets", sharedFiles().withFingerprints()))
        .get("/assets/named/" + name)
        .send()
        .expectHeader("cache-control", kept ? "max-age=31536000, public, immutable" : "no-cache");
  }

  @Test
  void service_may_say_what_caches_do() {
    StaticFiles files = StaticFiles.directory(root)
        .withCacheControl(CacheControl.maxAge(Duration.ofHours(1)).withPublic())
        .withFingerprints(path -> path.startsWith("docs/"));
    TestClient client = run(App.create().files("/assets", files));

    client.get("/assets/hello.txt").send().expectHeader("cache-control", "max-age=3600, public");
    client
        .get("/assets/docs/page.html")
        .send()
        .expectHeader("cache-control", "max-age=31536000, public, immutable");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/users/42|text/html,application/xhtml+xml,*/*;q=0.8|200",
        "/users/42/|text/html|200",
        "/users/42|*/*|404",
        "/users/42|application/json|404",
        "/missing.js|text/html|404",
        "/orders/urn:order:1|text/html|200",
        "/packages/@scope%2Fname|text/html|200",
        "/tags/a*%22b%22|text/html|200",
        "/|text/html|200",
        "/users/v1.2/|text/html|404",
        "/users/42%00|text/html|404",
        "/..%2fsecret|text/html|404",
        "/a%5c..%5csecret|text/html|404",
        "/.git/head|text/html|404",
        "/a%2f.git/head|text/html|404",
        "/a//users|text/html|404",
        "/hello.txt|text/html|200",
      })
  void page_of_the_browsers_own_falls_back_to_the_application(
      String path, String accept, int status) {
    TestClient client =
        shared("fallback", () -> App.create().files("/", sharedFiles().withFallback("index.html")));

    TestResponse response = client.get(path).header("accept", accept).send().expectStatus(status);

    if (status == 200 && !path.equals("/") && !path.equals("/hello.txt")) {
      response
          .expectBody("<h1>Home")
          .expectHeader("cache-control", "no-cache")
          .expectHeader("vary", "accept");
    }
  }

  @Test
  void media_type_may_be_set_by_suffix() throws IOException {
    write("model.MOLT", "x");
    StaticFiles files =
        StaticFiles.directory(root).withType("molt", MediaType.of("model", "x-molt"));

    run(App.create().files("/assets", files))
        .get("/assets/model.MOLT")
        .send()
        .expectHeader("content-type", "model/x-molt");
  }

  @Test
  void directory_without_an_index_is_a_404() {
    run(App.create().files("/assets", StaticFiles.directory(root).withoutIndex()))
        .get("/assets/docs/")
        .send()
        .expectProblem(404);
    run(App.create().files("/assets", StaticFiles.directory(root).withoutIndex()))
        .get("/assets/docs")
        .send()
        .expectProblem(404);
  }

  @Test
  void another_file_may_stand_for_a_directory() {
    App app = App.create().files("/assets", StaticFiles.directory(root).withIndex("page.html"));

    run(app).get("/assets/docs/").send().expectBody("<h1>Page");
  }

  private App precompressed() {
    return App.create().files("/assets", StaticFiles.directory(root).withPrecompressed());
  }
}
