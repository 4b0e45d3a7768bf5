package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Body;
import io.molt.web.http.Headers;
import io.molt.web.http.Response;
import io.molt.web.http.Service;
import io.molt.web.http.Status;
import io.molt.web.server.RawClient.Answer;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

class ResponseHeadTest extends SocketTest {
  @Test
  void a_whole_response_carries_its_length_and_the_date_and_no_server() {
    RawClient client = serve(req -> Response.text("hello"));
    Answer answer = client.get("/").read();
    assertThat(answer.start()).isEqualTo("HTTP/1.1 200 OK");
    assertThat(answer.fields())
        .containsOnlyKeys("content-type", "content-length", "date")
        .containsEntry("content-length", "5");
    ZonedDateTime date =
        ZonedDateTime.parse(answer.fields().get("date"), DateTimeFormatter.RFC_1123_DATE_TIME);
    assertThat(date).isAfter(ZonedDateTime.now(ZoneOffset.UTC).minusMinutes(5));
  }

  @Test
  void the_date_is_that_of_the_given_clock() {
    Clock clock = Clock.fixed(Instant.parse("1994-11-06T08:49:37Z"), ZoneOffset.UTC);
    ServerOptions options = ServerOptions.defaults().withHost("127.0.0.1").withPort(0);
    try (Server server =
        Server.start(Service.of(req -> Response.ok(), Schedulers.parallel(), clock), options)) {
      RawClient client = client(server);
      assertThat(client.get("/").read().fields())
          .containsEntry("date", "Sun, 06 Nov 1994 08:49:37 GMT");
    }
  }

  @Test
  void a_date_of_the_handler_s_own_is_kept() {
    String date = "Sun, 06 Nov 1994 08:49:37 GMT";
    RawClient client = serve(req -> Response.ok().withHeader("Date", date));
    assertThat(client.get("/").read().fields()).containsEntry("date", date);
  }

  @Test
  void an_empty_response_has_length_0() {
    RawClient client = serve(req -> Response.ok());
    assertThat(client.get("/").read().fields()).containsEntry("content-length", "0");
  }

  @Test
  void a_204_has_neither_length_nor_content() {
    RawClient client = serve(req -> Response.status(204)
        .withHeader("content-length", "3")
        .withBody(Body.of(new byte[] {1, 2, 3})));
    assertThat(client.get("/").read().fields()).containsOnlyKeys("date");
    assertThat(client.get("/").read().status()).isEqualTo(204);
  }

  @Test
  void a_304_has_no_content_but_may_state_the_length_it_would_have() {
    RawClient client = serve(req -> Response.status(304).withHeader("content-length", "3"));
    assertThat(client.get("/").read().fields()).containsEntry("content-length", "3");
    assertThat(client.get("/").read().status()).isEqualTo(304);
  }

  @Test
  void head_gets_the_length_without_the_content() {
    RawClient client = serve(req -> Response.text("hello"));
    assertThat(client.head("HEAD /").readHead().fields()).containsEntry("content-length", "5");
    assertThat(client.get("/").read().content()).isEqualTo("hello");
  }

  @Test
  void head_gets_the_length_that_the_response_states() {
    RawClient client = serve(req -> Response.ok().withHeader("content-length", "12345"));
    assertThat(client.head("HEAD /").readHead().fields()).containsEntry("content-length", "12345");
    assertThat(client.head("HEAD /").readHead().status()).isEqualTo(200);
  }

  @Test
  void head_does_not_subscribe_to_a_stream() {
    AtomicInteger subscribed = new AtomicInteger();
    Flux<ByteBuffer> chunks =
        Flux.<ByteBuffer>never().doOnSubscribe(subscription -> subscribed.incrementAndGet());
    RawClient client = serve(req -> Response.chunks(chunks));
    assertThat(client.head("HEAD /").readHead().fields())
        .doesNotContainKeys("content-length", "transfer-encoding");
    assertThat(client.head("HEAD /").readHead().status()).isEqualTo(200);
    assertThat(subscribed).hasValue(0);
  }

  @Test
  void fields_that_frame_the_message_are_the_server_s() {
    RawClient client = serve(req -> Response.text("hello")
        .withHeader("Content-Length", "3")
        .withHeader("Transfer-Encoding", "chunked")
        .withHeader("Keep-Alive", "timeout=5")
        .withHeader("Connection", "upgrade"));
    Answer answer = client.get("/").read();
    assertThat(answer.content()).isEqualTo("hello");
    assertThat(answer.fields()).containsOnlyKeys("content-type", "content-length", "date");
  }

  @Test
  void fields_keep_their_order_and_their_repetitions() {
    RawClient client = serve(req -> Response.ok()
        .withHeaders(Headers.of("Set-Cookie", "a=1", "x-latin", "\u00e9", "Set-Cookie", "b=2")));
    Answer answer = client.get("/").read();
    assertThat(answer.fields())
        .containsEntry("set-cookie", "a=1, b=2")
        .containsEntry("x-latin", "\u00e9");
  }

  @Test
  void a_reason_of_the_handler_s_own_is_sent() {
    RawClient client = serve(req -> Response.ok().withStatus(new Status(299, "Fine by me")));
    assertThat(client.get("/").read().start()).isEqualTo("HTTP/1.1 299 Fine by me");
  }

  @Test
  void a_head_of_any_size_goes_out() {
    RawClient client = serve(req -> Response.ok().withHeader("x-large", "a".repeat(100_000)));
    assertThat(client.get("/").read().fields().get("x-large")).hasSize(100_000);
  }
}
