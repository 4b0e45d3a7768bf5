package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.molt.web.App;
import io.molt.web.files.StaticFiles;
import io.molt.web.http.Response;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestResponse;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which paths name a static file, and that none leads out of the directory. */
class StaticFileNameBehaviours extends StaticFileTree {

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

  @Test
  void no_spelling_leads_past_what_guards_a_part_of_the_files() {
    App app = App.create()
        .group(
            "/docs",
            guarded -> guarded
                .use((request, next) -> Response.status(401))
                .files("/", StaticFiles.directory(root.resolve("docs"))))
        .files("/", StaticFiles.directory(root));
    TestClient client = run(app);

    client.get("/docs/page.html").send().expectStatus(401);
    client.get("/%64ocs/page.html").send().expectStatus(401);
    client.get("/%64%6F%63%73/page.html").send().expectStatus(401);
    client.get("/docs%2Fpage.html").send().expectProblem(404);
    client.get("/docs%5Cpage.html").send().expectProblem(404);
    client.get("/./docs/page.html").send().expectProblem(404);
    client.get("//docs/page.html").send().expectProblem(404);
    client.get("/docs;/page.html").send().expectProblem(404);
  }

  @Test
  void root_of_a_mounted_app_is_redirected_to_itself_with_a_slash() {
    App app = App.create().mount("/c", App.create().files("/", StaticFiles.directory(root)));
    TestClient client = run(app);

    client.get("/c?a=b").send().expectStatus(301).expectHeader("location", "./c/?a=b");
    client.get("/c/").send().expectBody("<h1>Home");
  }

  @Test
  void file_that_may_not_be_read_is_a_403() throws IOException {
    Files.setPosixFilePermissions(root.resolve("hello.txt"), Set.of());
    Files.setPosixFilePermissions(root.resolve("docs"), Set.of());
    assumeThat(Files.isReadable(root.resolve("hello.txt")))
        .as("may read everything")
        .isFalse();
    TestClient client = run(app());
    try {
      client.get("/assets/hello.txt").send().expectProblem(403);
      client.get("/assets/docs/page.html").send().expectProblem(403);
      client.get("/assets/docs/").send().expectProblem(403);
    } finally {
      Files.setPosixFilePermissions(
          root.resolve("docs"), PosixFilePermissions.fromString("rwx------"));
    }
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
    assertThat(response.text()).doesNotContain("secret", sharedFolder());
  }

  @Test
  void what_is_neither_file_nor_directory_is_a_404() throws IOException {
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(root.resolve("socket.txt")));

      run(app()).get("/assets/socket.txt").send().expectProblem(404);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%", "/%2", "/%zz", "/hello.txt%", "/%-1", "/%u002e%u002e/secret.txt"})
  void path_that_is_malformed_is_refused(String path) {
    TestResponse response = get(path);

    assertThat(response.status()).isIn(400, 404);
    assertThat(response.text()).doesNotContain(sharedFolder());
  }

  @Test
  void path_of_very_many_parts_is_a_404() {
    get("/a".repeat(3000)).expectProblem(404);
    get("/docs" + "/x".repeat(3000) + "/").expectProblem(404);
  }

  @Test
  void name_that_is_too_long_is_a_404() {
    get("/" + "a".repeat(300) + ".txt").expectProblem(404);
  }

  @Test
  void link_is_followed_where_it_stays_below_the_root() throws IOException {
    TestClient client = run(app());
    Files.createSymbolicLink(root.resolve("link.txt"), root.resolve("hello.txt"));
    Files.createSymbolicLink(root.resolve("other"), root.resolve("docs"));

    client.get("/assets/link.txt").send().expectBody("Hello");
    client.get("/assets/other/page.html").send().expectBody("<h1>Page");
  }

  @Test
  void link_that_leads_out_or_into_what_is_hidden_is_a_404() throws IOException {
    TestClient client = run(app());
    Files.createSymbolicLink(root.resolve("out.txt"), temporary.resolve("secret.txt"));
    Files.createSymbolicLink(root.resolve("up"), temporary);
    Files.createSymbolicLink(root.resolve("beside"), temporary.resolve("root-of-others"));
    Files.createSymbolicLink(root.resolve("shown.txt"), root.resolve(".hidden"));
    Files.createSymbolicLink(root.resolve("shown"), root.resolve(".git"));
    Files.createSymbolicLink(root.resolve("loop"), root.resolve("loop"));

    client.get("/assets/out.txt").send().expectProblem(404);
    client.get("/assets/up/secret.txt").send().expectProblem(404);
    client.get("/assets/up/root/hello.txt").send().expectStatus(200);
    client.get("/assets/beside/secret.txt").send().expectProblem(404);
    client.get("/assets/shown.txt").send().expectProblem(404);
    client.get("/assets/shown/config").send().expectProblem(404);
    client.get("/assets/loop").send().expectProblem(404);
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
    client().get(path).send().expectStatus(301).expectHeader("location", location);
  }
}
