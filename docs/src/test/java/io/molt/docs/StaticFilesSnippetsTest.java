package io.molt.docs;

import io.molt.web.App;
import io.molt.web.codec.MediaType;
import io.molt.web.files.StaticFiles;
import io.molt.web.http.CacheControl;
import io.molt.web.http.Response;
import io.molt.web.test.TestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaticFilesSnippetsTest {
  @TempDir
  private Path directory;

  @BeforeEach
  void files() throws IOException {
    Files.writeString(directory.resolve("index.html"), "<h1>Home");
    Files.writeString(directory.resolve("app.3f2a91c0.js"), "let a");
    Files.writeString(directory.resolve("app.3f2a91c0.js.br"), "br");
    Files.writeString(directory.resolve("model.glb2"), "x");
  }

  @Test
  void directory_is_served() {
    // snippet: static-files-directory
    App app = App.create().files("/assets", StaticFiles.directory(directory));
    // end
    try (TestClient client = TestClient.of(app)) {
      client
          .get("/assets/")
          .send()
          .expectBody("<h1>Home")
          .expectHeader("cache-control", "no-cache");
      client.get("/assets").send().expectStatus(301);
    }
  }

  @Test
  void single_page_application_is_served() {
    List<String> orders = List.of("o-1");
    // snippet: static-files-spa
    App app = App.create()
        .get("/api/orders", request -> Response.entity(orders))
        .files(
            "/",
            StaticFiles.directory(directory)
                .withFallback("index.html")
                .withFingerprints()
                .withPrecompressed());
    // end
    try (TestClient client = TestClient.of(app)) {
      client.get("/users/42").accept("text/html").send().expectBody("<h1>Home");
      client.get("/users/42").accept("application/json").send().expectProblem(404);
      client
          .get("/app.3f2a91c0.js")
          .header("accept-encoding", "br")
          .send()
          .expectHeader("content-encoding", "br")
          .expectHeader("cache-control", "max-age=31536000, public, immutable")
          .expectBody("br");
    }
  }

  @Test
  void rules_can_be_set() {
    // snippet: static-files-rules
    StaticFiles files = StaticFiles.directory(directory)
        .withCacheControl(CacheControl.maxAge(Duration.ofHours(1)).withPublic())
        .withFingerprints(path -> path.startsWith("assets/"))
        .withType("glb2", MediaType.of("model", "gltf-binary"))
        .withoutIndex();
    // end
    try (TestClient client = TestClient.of(App.create().files("/f", files))) {
      client
          .get("/f/model.glb2")
          .send()
          .expectHeader("content-type", "model/gltf-binary")
          .expectHeader("cache-control", "max-age=3600, public");
      client.get("/f/").send().expectProblem(404);
    }
  }
}
