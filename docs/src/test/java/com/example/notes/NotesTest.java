// snippet: start-test
package com.example.notes;

import io.molt.web.test.TestClient;
import io.molt.web.test.TestStream;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NotesTest {
  private static final String TOKEN = "Bearer let-me-in";

  @Test
  void a_note_that_was_added_is_found() {
    try (TestClient client = TestClient.of(new Notes().app())) {
      client
          .post("/notes")
          .header("authorization", TOKEN)
          .json(Map.of("text", "milk"))
          .send()
          .expectStatus(201)
          .expectHeader("location", "/notes/1");
      client.get("/notes/1").header("authorization", TOKEN).send().expectJson("/text", "milk");
      client.get("/notes/2").header("authorization", TOKEN).send().expectProblem(404);
    }
  }

  @Test
  void a_note_without_text_is_refused() {
    try (TestClient client = TestClient.of(new Notes().app())) {
      client
          .post("/notes")
          .header("authorization", TOKEN)
          .json(Map.of("text", ""))
          .send()
          .expectProblem(422)
          .expectJson("/errors/0/pointer", "/text");
    }
  }

  @Test
  void without_a_token_nothing_is_told() {
    try (TestClient client = TestClient.of(new Notes().app())) {
      client.get("/notes").send().expectProblem(401, "A token is needed here.");
    }
  }

  @Test
  void the_count_comes_every_second() {
    try (TestClient client = TestClient.of(new Notes().app()).virtualTime()) {
      TestStream stream = client.get("/count").stream().request(Long.MAX_VALUE);
      client.advance(Duration.ofSeconds(2));
      stream.expectNext(0, 0).cancel();
    }
  }
}
// end
