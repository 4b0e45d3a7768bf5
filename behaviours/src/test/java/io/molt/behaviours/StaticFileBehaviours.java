package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.molt.web.App;
import io.molt.web.codec.MediaType;
import io.molt.web.files.StaticFiles;
import io.molt.web.http.CacheControl;
import io.molt.web.http.Response;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Static files from a directory, the class path and a jar. */
class StaticFileBehaviours extends Behaviours {
  private static final Instant CHANGED = Instant.parse("2020-01-02T03:04:05.678Z");

  @TempDir
  private Path temporary;

  private Path root;

  @BeforeEach
  void files() throws IOException {
    root = Files.createDirectory(temporary.resolve("root"));
    write("hello.txt", "Hello");
    write("index.html", "<h1>Home");
    write("docs/index.html", "<h1>Docs");
    write("docs/page.html", "<h1>Page");
    write("empty/file.bin", "x");
    write("a b+c%41.txt", "odd");
    write("\u00e4.txt", "umlaut");
    write(".hidden", "secret");
    write(".git/config", "secret");
    write(".well-known/security.txt", "contact");
    Files.writeString(temporary.resolve("secret.txt"), "secret");
    Files.createDirectory(temporary.resolve("root-of-others"));
    Files.writeString(temporary.resolve("root-of-others/secret.txt"), "secret");
  }

  @Test
  void file_comes_with_all_that_is_known_of_it() {
    TestResponse response = get("/hello.txt");

    response
        .expectStatus(200)
        .expectHeader("content-type", "text/plain; charset=utf-8")
        .expectHeader("content-length", "5")
        .expectHeader("last-modified", "Thu, 02 Jan 2020 03:04:05 GMT")
        .expectHeader("cache-control", "no-cache")
        .expectHeader("accept-ranges", "bytes")
        .expectHeader("x-content-type-options", "nosniff")
        .expectNoHeader("vary")
        .expectNoHeader("content-encoding")
        .expectBody("Hello");
    assertThat(response.header("etag")).matches("\"[0-9a-f]+-5\"");
  }

  @Test
  void head_is_a_get_without_content() {
    TestClient client = run(app());
    TestResponse whole = client.get("/assets/hello.txt").send();

    client
        .head("/assets/hello.txt")
        .send()
        .expectStatus(200)
        .expectHeader("content-length", "5")
        .expectHeader("etag", whole.header("etag"))
        .expectHeader("last-modified", whole.header("last-modified"))
        .expectNoBody();
  }

  @Test
  void other_method_is_a_405() {
    run(app())
        .post("/assets/hello.txt")
        .send()
        .expectProblem(405)
        .expectHeader("allow", "GET, HEAD, OPTIONS");
  }

  @ParameterizedTest
  @CsvSource({
    "/a%20b+c%2541.txt, odd",
    "/%C3%A4.txt, umlaut",
    "/docs/page.html, <h1>Page",
    "/docs/, <h1>Docs",
    "/, <h1>Home",
    "/.well-known/security.txt, contact",
    "/hell%6F.txt, Hello",
  })
  void path_is_decoded_once(String path, String content) {
    get(path).expectStatus(200).expectBody(content);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/missing.txt",
        "/docs/missing/",
        "/hello.txt/",
        "/hello.txt/below",
        "/empty",
        "/empty/",
        "//hello.txt",
        "/docs//page.html",
        "//",
        // Ways out
        "/%2e%2e/secret.txt",
        "/%2E%2e%2fsecret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/%2e%2e%5csecret.txt",
        "/docs/%2e%2e/%2e%2e/secret.txt",
        "/docs/..%2f..%2fsecret.txt",
        "/%252e%252e/secret.txt",
        "/%252e%252e%252fsecret.txt",
        "/..%252fsecret.txt",
        "/%2e/hello.txt",
        "/%2e%2e%2froot-of-others%2fsecret.txt",
        "/%2e%2e/root-of-others/secret.txt",
        "/%2f%2e%2e%2fsecret.txt",
        "/..;/secret.txt",
        "/%2e%2e;/secret.txt",
        "/...%2fsecret.txt",
        "/%2fetc%2fpasswd",
        "/C:%5cWindows%5cwin.ini",
        "/C:/Windows/win.ini",
        "/%5c%5chost%5cshare%5cfile",
        "/file:%2f%2f%2fetc%2fpasswd",
        // What cuts names short, or means another file
        "/hello.txt%00",
        "/hello.txt%00.html",
        "/%00",
        "/hello.txt%0a",
        "/hello.txt%7f",
        "/hello.txt%C2%85",
        "/hello.txt%20",
        "/hello.txt.",
        "/hello.txt...",
        "/hello.txt::$DATA",
        "/hello.txt:stream",
        "/hello.tx%3f",
        "/hello*",
        // Devices of Windows
        "/CON",
        "/nul",
        "/aux.txt",
        "/COM1",
        "/lpt9.log",
        "/com%C2%B9.txt",
        "/docs/PRN.html",
        "/CONIN$",
        "/con%20.txt",
        // What is hidden
        "/.hidden",
        "/%2ehidden",
        "/.git/config",
        "/%2egit/config",
      })
  void what_leads_out_or_means_something_else_is_a_404(String path) {
    TestResponse response = get(path);

    response.expectProblem(404);
    assertThat(response.text()).doesNotContain("secret\"", temporary.toString());
  }

  @Test
  void name_that_is_too_long_is_a_404() {
    get("/" + "a".repeat(300) + ".txt").expectProblem(404);
  }

  @Test
  void link_is_followed_where_it_stays_below_the_root() throws IOException {
    Files.createSymbolicLink(root.resolve("link.txt"), root.resolve("hello.txt"));
    Files.createSymbolicLink(root.resolve("other"), root.resolve("docs"));

    get("/link.txt").expectBody("Hello");
    get("/other/page.html").expectBody("<h1>Page");
  }

  @Test
  void link_that_leads_out_or_into_what_is_hidden_is_a_404() throws IOException {
    Files.createSymbolicLink(root.resolve("out.txt"), temporary.resolve("secret.txt"));
    Files.createSymbolicLink(root.resolve("up"), temporary);
    Files.createSymbolicLink(root.resolve("beside"), temporary.resolve("root-of-others"));
    Files.createSymbolicLink(root.resolve("shown.txt"), root.resolve(".hidden"));
    Files.createSymbolicLink(root.resolve("shown"), root.resolve(".git"));
    Files.createSymbolicLink(root.resolve("loop"), root.resolve("loop"));

    get("/out.txt").expectProblem(404);
    get("/up/secret.txt").expectProblem(404);
    get("/up/root/hello.txt").expectStatus(200);
    get("/beside/secret.txt").expectProblem(404);
    get("/shown.txt").expectProblem(404);
    get("/shown/config").expectProblem(404);
    get("/loop").expectProblem(404);
  }

  @Test
  void root_may_be_a_link_that_is_changed() throws IOException {
    Path current = temporary.resolve("current");
    Files.createSymbolicLink(current, root);
    TestClient client = run(App.create().files("/assets", StaticFiles.directory(current)));
    client.get("/assets/hello.txt").send().expectBody("Hello");

    Files.delete(current);
    client.get("/assets/hello.txt").send().expectProblem(404);
    Files.createSymbolicLink(current, temporary.resolve("root-of-others"));
    client.get("/assets/hello.txt").send().expectProblem(404);
    client.get("/assets/secret.txt").send().expectBody("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "/assets, ./assets/",
    "/assets?a=b, ./assets/?a=b",
    "/assets/docs, ./docs/",
    "/assets/docs?a=b&c, ./docs/?a=b&c",
  })
  void directory_is_redirected_to_itself_with_a_slash(String path, String location) {
    run(app()).get(path).send().expectStatus(301).expectHeader("location", location);
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

  @Test
  void route_of_its_own_goes_before_files_at_the_root() {
    App app = App.create()
        .files("/", StaticFiles.directory(root))
        .get("/hello.txt", request -> Response.text("handler"));
    TestClient client = run(app);

    client.get("/hello.txt").send().expectBody("handler");
    client.get("/docs/page.html").send().expectBody("<h1>Page");
    client.get("/").send().expectBody("<h1>Home");
  }

  @Test
  void files_may_be_in_groups_and_mounted_apps() {
    App inner = App.create().files("/", StaticFiles.directory(root));
    App app = App.create()
        .group("/a", group -> group.files("/b", StaticFiles.directory(root)))
        .mount("/c", inner);
    TestClient client = run(app);

    client.get("/a/b/hello.txt").send().expectBody("Hello");
    client.get("/a/b").send().expectStatus(301).expectHeader("location", "./b/");
    client.get("/c/hello.txt").send().expectBody("Hello");
    client.get("/c/docs").send().expectStatus(301).expectHeader("location", "./docs/");
  }

  @Test
  void not_found_handler_of_the_app_answers_for_files_too() {
    App app = App.create()
        .files("/assets", StaticFiles.directory(root))
        .notFound(request -> Response.text("mine").withStatus(404));

    run(app).get("/assets/missing.txt").send().expectStatus(404).expectBody("mine");
  }

  @ParameterizedTest
  @CsvSource({
    "if-none-match, TAG, 304",
    "if-none-match, OTHER, 200",
    "if-match, TAG, 200",
    "if-match, OTHER, 412",
    "'if-modified-since', 'Thu, 02 Jan 2020 03:04:05 GMT', 304",
    "'if-modified-since', 'Thu, 02 Jan 2020 03:04:04 GMT', 200",
    "'if-unmodified-since', 'Thu, 02 Jan 2020 03:04:04 GMT', 412",
  })
  void request_may_be_conditional(String field, String value, int status) {
    TestClient client = run(app());
    String tag = client.get("/assets/hello.txt").send().header("etag");
    String sent = value.equals("TAG") ? tag : value.equals("OTHER") ? "\"other\"" : value;

    client.get("/assets/hello.txt").header(field, sent).send().expectStatus(status);
  }

  @Test
  void tag_changes_with_the_file_and_is_weak_while_that_is_fresh() throws IOException {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    TestClient client = run(app()).virtualTime(now);
    String before = client.get("/assets/hello.txt").send().header("etag");

    Files.writeString(root.resolve("hello.txt"), "hELLO");
    Files.setLastModifiedTime(root.resolve("hello.txt"), FileTime.from(now.minusMillis(100)));
    String fresh = client.get("/assets/hello.txt").send().header("etag");
    client.advance(Duration.ofSeconds(3));
    String settled = client.get("/assets/hello.txt").send().header("etag");

    assertThat(before).startsWith("\"");
    assertThat(fresh).startsWith("W/").isNotEqualTo("W/" + before);
    assertThat("W/" + settled).isEqualTo(fresh);
  }

  @Test
  void range_of_a_file_is_served() {
    TestClient client = run(app());
    String tag = client.get("/assets/hello.txt").send().header("etag");

    client
        .get("/assets/hello.txt")
        .header("range", "bytes=1-3")
        .header("if-range", tag)
        .send()
        .expectStatus(206)
        .expectHeader("content-range", "bytes 1-3/5")
        .expectHeader("etag", tag)
        .expectBody("ell");
    client
        .get("/assets/hello.txt")
        .header("range", "bytes=1-3")
        .header("if-range", "\"other\"")
        .send()
        .expectStatus(200)
        .expectBody("Hello");
    client
        .get("/assets/hello.txt")
        .header("range", "bytes=5-")
        .send()
        .expectProblem(416)
        .expectHeader("content-range", "bytes */5");
  }

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
  void stored_compressed_is_sent_as_the_client_likes_it(String accepted, String expected)
      throws IOException {
    write("app.js", "plain");
    write("app.js.br", "br");
    write("app.js.zst", "zstd");
    write("app.js.gz", "gzip");
    var request = run(precompressed()).get("/assets/app.js");

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
  })
  void name_with_a_fingerprint_is_kept_for_good(String name, boolean kept) throws IOException {
    write(name, "x");
    App app = App.create().files("/assets", StaticFiles.directory(root).withFingerprints());

    run(app)
        .get("/assets/" + name)
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
        "/..%2fsecret|text/html|404",
        "/hello.txt|text/html|200",
      })
  void page_of_the_browsers_own_falls_back_to_the_application(
      String path, String accept, int status) {
    App app = App.create().files("/", StaticFiles.directory(root).withFallback("index.html"));

    TestResponse response = run(app).get(path).header("accept", accept).send().expectStatus(status);

    if (path.startsWith("/users") && status == 200) {
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
  void large_file_arrives_byte_by_byte_and_in_parts() throws IOException {
    byte[] content = new byte[3_000_017];
    new Random(7).nextBytes(content);
    Files.write(root.resolve("large.bin"), content);
    TestClient client = run(app());

    client.get("/assets/large.bin").send().expectBody(content);
    byte[] end =
        client.get("/assets/large.bin").header("range", "bytes=1000000-").send().bytes();

    assertThat(end).isEqualTo(Arrays.copyOfRange(content, 1_000_000, content.length));
  }

  @Test
  void client_that_leaves_is_noticed() throws IOException {
    Files.write(root.resolve("large.bin"), new byte[64 * 1024 * 1024]);

    run(app()).get("/assets/large.bin").stream()
        .request(1)
        .expectText("\0")
        .cancel()
        .expectCancelled();
  }

  @Test
  void class_path_serves_from_directories_and_jars() throws IOException {
    Path jar = jar("public/in-jar.txt", "in jar", "public/sub/index.html", "<h1>Sub");
    Path classes = Files.createDirectory(temporary.resolve("classes"));
    Files.createDirectory(classes.resolve("public"));
    Files.writeString(classes.resolve("public/in-directory.txt"), "in directory");
    Files.writeString(classes.resolve("application.properties"), "secret");
    URL[] urls = {classes.toUri().toURL(), jar.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, null)) {
      TestClient client =
          run(App.create().files("/assets", StaticFiles.classPath(loader, "/public")));

      client.get("/assets/in-directory.txt").send().expectBody("in directory");
      client.get("/assets/in-jar.txt").send().expectBody("in jar");
      client.get("/assets/sub").send().expectStatus(301);
      client.get("/assets/sub/").send().expectBody("<h1>Sub");
      client.get("/assets/missing.txt").send().expectProblem(404);
      client.get("/assets/%2e%2e/application.properties").send().expectProblem(404);
      client.get("/assets/..%2fapplication.properties").send().expectProblem(404);
    }
  }

  @Test
  void entry_of_a_jar_has_a_tag_parts_and_no_date() throws IOException {
    Path jar = jar("web/a b%.txt", "0123456789", "other/secret.txt", "secret");
    TestClient client = run(App.create().files("/assets", StaticFiles.jar(jar, "web")));
    TestResponse whole = client.get("/assets/a%20b%25.txt").send();

    whole
        .expectBody("0123456789")
        .expectHeader("content-length", "10")
        .expectNoHeader("last-modified");
    assertThat(whole.header("etag")).matches("\"[0-9a-f]+-a\"");
    client
        .get("/assets/a%20b%25.txt")
        .header("if-none-match", whole.header("etag"))
        .send()
        .expectStatus(304);
    client
        .get("/assets/a%20b%25.txt")
        .header("range", "bytes=-3")
        .send()
        .expectStatus(206)
        .expectBody("789");
    client.head("/assets/a%20b%25.txt").send().expectHeader("content-length", "10");
    client.get("/assets/missing.txt").send().expectProblem(404);
    client.get("/assets/%2e%2e/other/secret.txt").send().expectProblem(404);
  }

  @Test
  void jar_that_is_not_there_and_the_whole_class_path_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StaticFiles.jar(temporary.resolve("none.jar"), ""))
        .withMessageContaining("(expected: a file that is there)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StaticFiles.classPath("/"))
        .withMessageContaining("(expected: a folder with nothing else in it");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StaticFiles.directory(root).withFallback("../index.html"));
  }

  private App app() {
    return App.create().files("/assets", StaticFiles.directory(root));
  }

  private App precompressed() {
    return App.create().files("/assets", StaticFiles.directory(root).withPrecompressed());
  }

  private TestResponse get(String path) {
    return run(app()).get("/assets" + path).send();
  }

  private void write(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, FileTime.from(CHANGED));
  }

  private Path jar(String... namesAndContents) throws IOException {
    Path jar = temporary.resolve("files of a test.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      for (int i = 0; i < namesAndContents.length; i += 2) {
        entries.putNextEntry(new JarEntry(namesAndContents[i]));
        entries.write(namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
        entries.closeEntry();
      }
    }
    return jar;
  }
}
