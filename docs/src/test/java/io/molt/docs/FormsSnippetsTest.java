package io.molt.docs;

import static io.molt.web.RouteOption.forms;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.form.FormFile;
import io.molt.web.form.FormOptions;
import io.molt.web.http.Response;
import io.molt.web.test.TestClient;
import jakarta.validation.constraints.NotBlank;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

class FormsSnippetsTest {
  @TempDir
  private Path directory;

  @Test
  void form_is_bound_to_a_record() {
    // snippet: forms-bound
    record Login(@NotBlank String user, @NotBlank String password, boolean remember) {}

    App app = App.create()
        .post(
            "/login",
            request ->
                request.form(Login.class).map(login -> Response.text("Hello, " + login.user())));
    // end
    try (TestClient client = TestClient.of(app)) {
      client
          .post("/login")
          .form("user", "Ada L.")
          .form("password", "x")
          .form("remember", "on")
          .send()
          .expectBody("Hello, Ada L.");
      client.post("/login").form("user", "Ada").send().expectProblem(422);
    }
  }

  @Test
  void file_is_moved_to_where_it_stays() throws IOException {
    // snippet: forms-whole
    App app = App.create()
        .post(
            "/photos/{id:long}",
            request -> request.form().flatMap(form -> {
              String title = form.field("title").get();
              FormFile photo = form.file("photo").get();
              return photo
                  .moveTo(directory.resolve(request.path("id") + ".jpg"))
                  .map(path -> Response.text(title + ": " + photo.size() + " bytes"));
            }));
    // end
    // snippet: forms-test
    try (TestClient client = TestClient.of(app)) {
      client
          .post("/photos/7")
          .multipart("title", "sunset")
          .multipart("photo", "a.jpg", "image/jpeg", "data")
          .send()
          .expectBody("sunset: 4 bytes");
    }
    // end
    expectOneFile();
  }

  @Test
  void files_are_saved_as_they_arrive() throws IOException {
    // snippet: forms-parts
    App app = App.create()
        .post(
            "/videos/{id:long}",
            request -> request
                .parts(part -> part.isFile()
                    ? part.saveTo(directory.resolve(request.path("id") + ".video"))
                    : Mono.empty())
                .collectList()
                .map(Response::json),
            forms(FormOptions.defaults().withMaxFile(4L << 30).withMaxTotal(5L << 30)));
    // end
    try (TestClient client = TestClient.of(app)) {
      client
          .post("/videos/7")
          .multipart("title", "sunset")
          .multipart("video", "a.mp4", "video/mp4", "data")
          .send()
          .expectJson("", List.of(4));
    }
    expectOneFile();
  }

  private void expectOneFile() throws IOException {
    try (Stream<Path> saved = Files.list(directory)) {
      assertThat(saved).singleElement().satisfies(path -> assertThat(path).hasContent("data"));
    }
  }
}
