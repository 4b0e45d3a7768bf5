package io.molt.docs;

import io.molt.web.App;
import io.molt.web.http.Headers;
import io.molt.web.http.Response;
import io.molt.web.test.TestClient;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class HintsSnippetsTest {
  private static final class Pages {
    Mono<String> render(String name) {
      return Mono.just("<h1>" + name + "</h1>");
    }
  }

  @Test
  void hints_go_ahead_of_a_page() {
    App app = App.create();
    Pages pages = new Pages();
    // snippet: handlers-hints
    app.get("/", request -> {
      request.context().earlyHints(Headers.of("link", "</style.css>; rel=preload; as=style"));
      return pages.render("home").map(Response::html);
    });
    // end
    try (TestClient client = TestClient.of(app)) {
      client
          .get("/")
          .send()
          .expectEarlyHint("link", "</style.css>; rel=preload; as=style")
          .expectBody("<h1>home</h1>");
    }
  }
}
