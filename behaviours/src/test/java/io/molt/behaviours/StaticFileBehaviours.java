package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.molt.web.App;
import io.molt.web.files.StaticFiles;
import io.molt.web.http.Response;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Static files from a directory, the class path and a jar, and what HTTP has for them. */
class StaticFileBehaviours extends StaticFileTree {

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
    TestClient client = client();
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

  @ParameterizedTest
  @ValueSource(strings = {"/hello.txt", "/none.txt", "/app.js", "/", "/docs/page.html"})
  void head_has_the_fields_of_a_get(String path) {
    TestClient client =
        shared("heads", () -> App.create().files("/assets", sharedFiles().withPrecompressed()));

    TestResponse get =
        client.get("/assets" + path).header("accept-encoding", "gzip").send();
    TestResponse head =
        client.head("/assets" + path).header("accept-encoding", "gzip").send().expectNoBody();

    assertThat(fields(head)).isEqualTo(fields(get)).containsKey("content-length");
  }

  @Test
  void other_method_is_a_405() {
    client()
        .post("/assets/hello.txt")
        .send()
        .expectProblem(405)
        .expectHeader("allow", "GET, HEAD, OPTIONS");
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
    TestClient client = client();
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

  @ParameterizedTest
  @ValueSource(strings = {"1970-01-01T00:00:00Z", "1970-01-01T00:00:01Z", "1980-01-01T00:00:01Z"})
  void time_that_builds_give_to_all_files_tells_nothing_of_this_one(String time)
      throws IOException {
    Path file = root.resolve("hello.txt");
    assumeThat(file.getFileSystem().supportedFileAttributeViews()).contains("unix");
    FileTime alike = FileTime.from(Instant.parse(time));
    Files.setLastModifiedTime(file, alike);
    TestClient client = run(app());
    TestResponse before = client.get("/assets/hello.txt").send().expectNoHeader("last-modified");
    Object changed = Files.getAttribute(file, "unix:ctime");

    do {
      Files.writeString(file, "hELLO");
      Files.setLastModifiedTime(file, alike);
    } while (Files.getAttribute(file, "unix:ctime").equals(changed));

    client
        .get("/assets/hello.txt")
        .header("if-none-match", before.header("etag"))
        .header("if-modified-since", "Thu, 01 Jan 1981 00:00:00 GMT")
        .send()
        .expectStatus(200)
        .expectBody("hELLO");
  }

  @Test
  void range_of_a_file_is_served() {
    TestClient client = client();
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
  void file_that_gets_shorter_while_it_is_sent_breaks_the_response_off() throws IOException {
    Path large = Files.write(root.resolve("large.bin"), new byte[64 * 1024 * 1024]);
    var stream = run(app()).get("/assets/large.bin").stream().request(1).expectText("\0");

    try (FileChannel file = FileChannel.open(large, StandardOpenOption.WRITE)) {
      file.truncate(1024 * 1024);
    }

    stream.expectBroken();
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
  void several_parts_of_an_entry_of_a_jar_are_the_whole() throws IOException {
    String content = "0123456789".repeat(100);
    Path jar = jar("web/a.txt", content);
    TestClient client = run(App.create().files("/assets", StaticFiles.jar(jar, "web")));

    client
        .get("/assets/a.txt")
        .header("range", "bytes=900-909,0-9,500-509")
        .send()
        .expectStatus(200)
        .expectHeader("accept-ranges", "bytes")
        .expectBody(content);
    client
        .get("/assets/a.txt")
        .header("range", "bytes=990-")
        .send()
        .expectStatus(206)
        .expectBody("0123456789");
  }

  @Test
  void entry_of_a_jar_is_found_by_a_harmless_name_alone() throws IOException {
    Path jar = jar(
        "web/", "",
        "web/docs/", "",
        "web/docs/index.html", "<h1>Docs",
        "web/none/", "",
        "web/a!/b#c.txt", "odd",
        "web/empty.txt", "",
        "web/../evil.txt", "secret",
        "web/.hidden", "secret",
        "web/a\\b.txt", "secret",
        "evil.txt", "secret");
    TestClient client = run(App.create().files("/assets", StaticFiles.jar(jar, "/web/")));

    client.get("/assets").send().expectStatus(301);
    client.get("/assets/").send().expectProblem(404);
    client.get("/assets/docs").send().expectStatus(301).expectHeader("location", "./docs/");
    client.get("/assets/docs/").send().expectBody("<h1>Docs");
    client.get("/assets/none").send().expectProblem(404);
    client.get("/assets/none/").send().expectProblem(404);
    client.get("/assets/a!/b%23c.txt").send().expectBody("odd");
    client.get("/assets/empty.txt").send().expectStatus(200).expectNoBody();
    client.get("/assets/..%2fevil.txt").send().expectProblem(404);
    client.get("/assets/.hidden").send().expectProblem(404);
    client.get("/assets/a%5cb.txt").send().expectProblem(404);
  }

  @Test
  void file_that_is_on_the_class_path_twice_is_the_first() throws IOException {
    Path first = Files.createDirectories(temporary.resolve("first"));
    Files.createDirectory(first.resolve("public"));
    Files.writeString(first.resolve("public/both.txt"), "first");
    Path second = jar("public/both.txt", "second", "public/one.txt", "one");
    URL[] urls = {first.toUri().toURL(), second.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, null)) {
      TestClient client =
          run(App.create().files("/assets", StaticFiles.classPath(loader, "public")));

      client.get("/assets/both.txt").send().expectBody("first");
      client.get("/assets/one.txt").send().expectBody("one");
    }
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
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StaticFiles.directory(root).withIndex("docs/index.html"))
        .withMessageContaining("(expected: the name of a file alone");
  }

  /** Returns the fields of a response by name, but for the time of day. */
  private static Map<String, String> fields(TestResponse response) {
    Map<String, String> fields = new TreeMap<>();
    response.headers().forEach((name, value) -> fields.put(name.toLowerCase(Locale.ROOT), value));
    fields.remove("date");
    return fields;
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
