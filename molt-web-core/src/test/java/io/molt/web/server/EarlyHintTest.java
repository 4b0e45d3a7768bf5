package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Handler;
import io.molt.web.http.Headers;
import io.molt.web.http.Response;
import io.molt.web.server.RawClient.Answer;
import org.junit.jupiter.api.Test;

class EarlyHintTest extends SocketTest {
  private static final Handler HINTING = request -> {
    request.context().earlyHints(Headers.of("Link", "</a>; rel=preload", "Content-Length", "5"));
    return request.text().map(Response::text);
  };

  @Test
  void an_interim_head_has_its_fields_and_nothing_else() {
    RawClient client = serve(HINTING).get("/");
    Answer hint = client.read();
    assertThat(hint.start()).isEqualTo("HTTP/1.1 103 Early Hints");
    assertThat(hint.fields()).containsOnlyKeys("link").containsValue("</a>; rel=preload");
    assertThat(client.read().status()).isEqualTo(200);
  }

  @Test
  void a_client_of_http_1_0_gets_none() {
    RawClient client = serve(HINTING).send("GET / HTTP/1.0\r\n\r\n");
    assertThat(client.read().status()).isEqualTo(200);
  }

  @Test
  void each_of_several_requests_has_its_own() {
    RawClient client = serve(HINTING).get("/").get("/");
    assertThat(client.read().status()).isEqualTo(103);
    assertThat(client.read().status()).isEqualTo(200);
    assertThat(client.read().status()).isEqualTo(103);
    assertThat(client.read().status()).isEqualTo(200);
  }

  @Test
  void a_client_that_waits_is_told_to_continue_all_the_same() {
    RawClient client = serve(HINTING).head("POST /", "Expect: 100-continue", "Content-Length: 5");
    assertThat(client.read().status()).isEqualTo(103);
    assertThat(client.read().status()).isEqualTo(100);
    client.send("hello");
    assertThat(client.read().content()).isEqualTo("hello");
  }

  @Test
  void hints_that_the_client_does_not_take_do_not_pile_up() throws Exception {
    String filler = "x".repeat(8000);
    Server server = server(request -> {
      for (int i = 0; i < 10_000; i++) {
        request.context().earlyHints(Headers.of("x-filler", filler));
      }
      return Response.text("done");
    });
    RawClient client = client(server).get("/");
    int hints = 0;
    Answer answer = client.read();
    while (answer.status() == 103) {
      hints++;
      answer = client.read();
    }
    assertThat(answer.content()).isEqualTo("done");
    assertThat(hints).isBetween(1, 5000);
  }
}
