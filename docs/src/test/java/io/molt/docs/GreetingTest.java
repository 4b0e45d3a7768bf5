package io.molt.docs;

import io.molt.web.App;
import io.molt.web.http.Response;
import io.molt.web.test.MoltTest;
import io.molt.web.test.TestApp;
import io.molt.web.test.TestClient;
import org.junit.jupiter.api.Test;

// snippet: testing-molt-test
@MoltTest
class GreetingTest {
  @TestApp
  static App app() {
    return App.create()
        .get("/hello/{name}", request -> Response.text("Hello, " + request.path("name") + "!"));
  }

  @Test
  void a_guest_is_greeted(TestClient client) {
    client.get("/hello/Ada").send().expectStatus(200).expectBody("Hello, Ada!");
  }
}
// end
