package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Response;
import io.molt.web.server.RawClient.Answer;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class UnreadContentTest extends SocketTest {
  private static final int MAX_DISCARD = 10_000;

  private RawClient unreading() {
    return client(server(
        req -> Response.text(req.target()),
        options -> options.withBuffers(b -> b.withMaxDiscard(MAX_DISCARD))));
  }

  @Test
  void a_little_is_thrown_away_and_the_connection_goes_on() {
    RawClient client = unreading();
    client.head("POST /1", "Content-Length: " + MAX_DISCARD);
    Answer answer = client.read();
    assertThat(answer.content()).isEqualTo("/1");
    assertThat(answer.fields()).doesNotContainKey("connection");
    client.send(new byte[MAX_DISCARD]);
    assertThat(client.get("/2").read().content()).isEqualTo("/2");
  }

  @Test
  void a_little_of_unknown_length_is_thrown_away_too() {
    RawClient client = unreading();
    client.head("POST /1", "Transfer-Encoding: chunked").send("2\r\nhe\r\n");
    assertThat(client.read().content()).isEqualTo("/1");
    client.send("3\r\nllo\r\n0\r\n\r\n");
    assertThat(client.get("/2").read().content()).isEqualTo("/2");
  }

  @Test
  void a_request_right_behind_unread_content_is_served() {
    RawClient client = unreading();
    client.head("POST /1", "Content-Length: 5");
    assertThat(client.read().content()).isEqualTo("/1");
    client.send("helloGET /2 HTTP/1.1\r\nHost: t\r\n\r\nGET /3 HTTP/1.1\r\nHost: t\r\n\r\n");
    assertThat(client.read().content()).isEqualTo("/2");
    assertThat(client.read().content()).isEqualTo("/3");
  }

  @Test
  void what_was_read_before_the_response_does_not_count_as_thrown_away() {
    RawClient client = client(server(
        req -> req.chunks()
            .scan(0, (sum, chunk) -> sum + chunk.remaining())
            .filter(sum -> sum > MAX_DISCARD)
            .next()
            .map(sum -> Response.text("much"))
            .defaultIfEmpty(Response.text("nothing")),
        options -> options.withBuffers(b -> b.withMaxDiscard(MAX_DISCARD))));
    client
        .head("POST /1", "Transfer-Encoding: chunked")
        .send("4000\r\n" + "a".repeat(0x4000) + "\r\n");
    assertThat(client.read().content()).isEqualTo("much");
    client.send("2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n");
    assertThat(client.get("/2").read().content()).isEqualTo("nothing");
  }

  @Test
  void much_closes_the_connection_and_says_so() {
    RawClient client = unreading();
    client.head("POST /1", "Content-Length: " + (MAX_DISCARD + 1));
    assertThat(client.read().fields()).containsEntry("connection", "close");
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void much_of_unknown_length_closes_the_connection() {
    RawClient client = unreading();
    client.head("POST /1", "Transfer-Encoding: chunked");
    assertThat(client.read().content()).isEqualTo("/1");
    client.send("10000\r\n" + "a".repeat(0x10000) + "\r\n");
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void what_is_malformed_behind_a_response_closes_the_connection_without_another_one()
      throws IOException {
    RawClient client = unreading();
    client.head("POST /1", "Transfer-Encoding: chunked").send("2\r\nhe\r\n");
    assertThat(client.read().content()).isEqualTo("/1");
    client.send("rubbish\r\n").get("/2");
    assertThat(client.readToEnd()).isEmpty();
  }

  @Test
  void a_client_in_the_middle_of_a_large_upload_can_read_its_413() {
    RawClient client = serve(req -> req.bytes().map(Response::bytes));
    int size = 8 * 1024 * 1024;
    client.head("POST /", "Content-Length: " + size).send(new byte[size]);
    Answer answer = client.read();
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.fields()).containsEntry("connection", "close");
  }

  @Test
  void a_client_in_the_middle_of_a_large_chunked_upload_can_read_its_413() {
    RawClient client = serve(req -> req.bytes().map(Response::bytes));
    client.head("POST /", "Transfer-Encoding: chunked");
    byte[] chunk = ("10000\r\n" + "a".repeat(0x10000) + "\r\n").getBytes();
    for (int i = 0; i < 64; i++) {
      client.send(chunk);
    }
    assertThat(client.read().status()).isEqualTo(413);
  }

  @Test
  void a_reader_that_is_still_at_it_when_the_response_is_out_gets_an_error() throws Exception {
    BlockingQueue<String> signals = new LinkedBlockingQueue<>();
    RawClient client = serve(req -> {
      req.chunks().subscribe(chunk -> {}, error -> signals.add("" + error.getMessage()));
      return Response.text("early");
    });
    client.head("POST /", "Content-Length: 5");
    assertThat(client.read().content()).isEqualTo("early");
    assertThat(next(signals)).contains("response is complete");
    assertThat(client.send("hello").get("/2").read().content()).isEqualTo("early");
  }

  @Test
  void content_whose_reader_gave_up_is_unread() {
    RawClient client = client(server(
        req -> req.chunks().next().map(first -> Response.text("first")),
        options -> options.withBuffers(b -> b.withMaxDiscard(MAX_DISCARD))));
    client.head("POST /", "Content-Length: 20000").send("first");
    Answer answer = client.read();
    assertThat(answer.content()).isEqualTo("first");
    assertThat(answer.fields()).containsEntry("connection", "close");
  }

  @Test
  void an_answer_that_comes_later_than_the_content_leaves_the_connection_open() {
    RawClient client = serve(
        req -> Mono.delay(java.time.Duration.ofMillis(50)).map(tick -> Response.text("late")));
    client.head("POST /", "Content-Length: 5").send("he").send("llo");
    assertThat(client.read().content()).isEqualTo("late");
    assertThat(client.get("/").read().content()).isEqualTo("late");
  }
}
