package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Body;
import io.molt.web.http.Handler;
import io.molt.web.http.HttpException;
import io.molt.web.http.Response;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class HandlerFailureTest extends SocketTest {
  @Test
  void an_exception_becomes_a_500_that_tells_no_more_than_an_id() {
    assertFails(req -> {
      throw new IllegalStateException("secret");
    });
  }

  @Test
  void an_error_signal_becomes_a_500() {
    assertFails(req -> Mono.error(new IllegalStateException("secret")));
  }

  @Test
  @SuppressWarnings("NullAway") // what a handler written without null checks may do
  void null_becomes_a_500() {
    assertFails(req -> null);
  }

  @Test
  void a_value_that_nobody_encoded_becomes_a_500() {
    assertFails(req -> Response.json(List.of("secret")));
  }

  @Test
  void an_informational_status_becomes_a_500() {
    assertFails(req -> Response.ok().withStatus(103));
  }

  @Test
  void an_http_exception_speaks_for_itself() {
    RawClient client = serve(req -> {
      throw HttpException.notFound("No such thing.");
    });
    assertThat(client.get("/").read().status()).isEqualTo(404);
    assertThat(client.get("/").read().content()).contains("No such thing.");
  }

  @Test
  void nothing_at_all_is_a_404() {
    RawClient client = serve(req -> Mono.empty());
    assertThat(client.get("/").read().status()).isEqualTo(404);
  }

  @Test
  void the_first_of_several_responses_counts() {
    RawClient client = serve(req -> Flux.just(Response.text("one"), Response.text("two")));
    assertThat(client.get("/").read().content()).isEqualTo("one");
    assertThat(client.get("/").read().content()).isEqualTo("one");
  }

  @Test
  void a_stream_that_throws_when_it_is_subscribed_to_breaks_off() throws Exception {
    RawClient client = serve(req -> Response.ok().withBody(Body.stream(subscriber -> {
      throw new IllegalStateException("broken");
    })));
    client.get("/").readHead();
    assertThat(client.readToEnd()).isEmpty();
  }

  @Test
  void a_stream_that_fails_ends_after_what_came_before_and_without_its_last_chunk()
      throws Exception {
    RawClient client = serve(req -> Response.chunks(Flux.just(ByteBuffer.wrap(new byte[] {'a'}))
        .concatWith(Flux.error(new IllegalStateException("broken")))));
    client.get("/").readHead();
    assertThat(client.readToEnd()).isEqualTo("1\r\na\r\n");
  }

  @Test
  void a_stream_that_sends_more_than_asked_for_breaks_off_or_is_held() throws Exception {
    RawClient client = serve(req -> Response.ok().withBody(Body.stream(new Flooding())));
    client.get("/").readHead();
    assertThat(client.readToEnd()).doesNotEndWith("0\r\n\r\n");
  }

  private void assertFails(Handler handler) {
    RawClient client = serve(handler);
    RawClient.Answer answer = client.get("/").read();
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.content()).contains("\"id\":\"").doesNotContain("secret");
    assertThat(client.get("/").read().status()).isEqualTo(500);
  }
}
