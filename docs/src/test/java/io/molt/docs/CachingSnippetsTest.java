package io.molt.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.CacheControl;
import io.molt.web.http.EntityTag;
import io.molt.web.http.Response;
import io.molt.web.http.Validators;
import io.molt.web.middleware.Conditional;
import io.molt.web.middleware.Ranges;
import io.molt.web.test.TestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

class CachingSnippetsTest {
  private record Note(String text, int version) {
    Validators validators() {
      return Validators.of(EntityTag.strong("v" + version));
    }
  }

  private static final class Notes {
    private final Map<String, Note> all = new ConcurrentHashMap<>(Map.of("1", new Note("a", 1)));

    Mono<Note> find(String id) {
      return Mono.justOrEmpty(all.get(id));
    }

    Mono<Note> save(String id, Note note) {
      all.put(id, note);
      return Mono.just(note);
    }
  }

  private final Notes notes = new Notes();

  @Test
  void content_is_tagged() {
    // snippet: caching-conditional
    App app = App.create()
        .use(Conditional.taggingContent())
        .get("/rates", request -> Response.text("EUR 1.08"));
    // end
    try (TestClient client = TestClient.of(app)) {
      String tag = client.get("/rates").send().expectStatus(200).header("etag");
      client.get("/rates").header("if-none-match", tag).send().expectStatus(304).expectNoBody();
    }
  }

  @Test
  void answer_is_made_only_where_it_is_needed() {
    App app = App.create();
    // snippet: caching-answer
    app.get(
        "/notes/{id}",
        request -> notes
            .find(request.path("id"))
            .map(note -> Validators.of(EntityTag.strong("v" + note.version()))
                .answer(request, () -> Response.text(note.text()))));
    // end
    try (TestClient client = TestClient.of(app)) {
      client.get("/notes/1").send().expectHeader("etag", "\"v1\"").expectBody("a");
      client.get("/notes/1").header("if-none-match", "\"v1\"").send().expectStatus(304);
    }
  }

  @Test
  void update_is_not_lost() {
    App app = App.create();
    // snippet: caching-update
    app.put(
        "/notes/{id}",
        request -> notes.find(request.path("id")).flatMap(note -> {
          note.validators().requireStated(request);
          return request
              .text()
              .flatMap(text -> notes.save(request.path("id"), new Note(text, note.version() + 1)))
              .map(saved -> Response.noContent());
        }));
    // end
    try (TestClient client = TestClient.of(app)) {
      client.put("/notes/1").text("b").send().expectProblem(428);
      client.put("/notes/1").header("if-match", "\"v1\"").text("b").send().expectStatus(204);
      client.put("/notes/1").header("if-match", "\"v1\"").text("c").send().expectProblem(412);
    }
    assertThat(notes.find("1").block()).isEqualTo(new Note("b", 2));
  }

  @Test
  void rules_for_caches_are_spelled() {
    // snippet: caching-cache-control
    Response rates = Response.text("EUR 1.08")
        .withCacheControl(CacheControl.maxAge(Duration.ofMinutes(5))
            .withPublic()
            .withStaleWhileRevalidate(Duration.ofHours(1))
            .withStaleIfError(Duration.ofDays(1)));
    // end
    assertThat(rates.headers().get("cache-control"))
        .isEqualTo("max-age=300, public, stale-while-revalidate=3600, stale-if-error=86400");
  }

  @Test
  void download_goes_on(@TempDir Path directory) throws IOException {
    Path backup = Files.writeString(directory.resolve("backup.tar"), "0123456789");
    // snippet: caching-ranges
    App app = App.create().use(Ranges.create()).get("/backup", request -> Response.file(backup));
    // end
    try (TestClient client = TestClient.of(app)) {
      client
          .get("/backup")
          .header("range", "bytes=7-")
          .send()
          .expectStatus(206)
          .expectHeader("content-range", "bytes 7-9/10")
          .expectBody("789");
    }
  }
}
