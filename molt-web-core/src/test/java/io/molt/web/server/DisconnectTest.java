package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Handler;
import io.molt.web.http.Outcome;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class DisconnectTest extends SocketTest {
  private static final int READ_AHEAD = 1024;
  // More than the server buffers, yet so little that the end of the stream fits into the receive
  // window behind it: TCP does not show the end before the content.
  private static final int MORE_THAN_BUFFERED = 40 * 1024;

  private static final String NATIVE =
      "only a native transport tells of a client that is gone while nothing is read";

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  private Handler waiting() {
    return req -> observed(req, Mono.<Response>never().doOnCancel(() -> events.add("cancelled")));
  }

  private <T> Mono<T> observed(Request request, Mono<T> answer) {
    request.context().ended().subscribe(outcome -> events.add(outcome.name()));
    events.add("started");
    return answer;
  }

  private void assertGone() throws InterruptedException {
    assertThat(next(events)).isEqualTo(Outcome.CLIENT_GONE.name());
    assertThat(next(events)).isEqualTo("cancelled");
  }

  @Test
  void a_client_that_closes_while_it_waits_cancels_the_handler() throws Exception {
    RawClient client = serve(waiting());
    client.get("/");
    assertThat(next(events)).isEqualTo("started");
    client.close();
    assertGone();
  }

  @Test
  void a_client_that_ends_its_output_while_it_waits_cancels_the_handler() throws Exception {
    RawClient client = serve(waiting());
    client.get("/");
    assertThat(next(events)).isEqualTo("started");
    client.endOutput();
    assertGone();
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_client_that_ends_its_output_gets_an_answer_that_is_at_hand() throws Exception {
    RawClient client = serve(req -> Response.text("hello"));
    client.get("/").endOutput();
    assertThat(client.read().content()).isEqualTo("hello");
  }

  @Test
  void a_client_that_resets_while_it_waits_cancels_the_handler() throws Exception {
    RawClient client = serve(waiting());
    client.get("/");
    assertThat(next(events)).isEqualTo("started");
    client.reset();
    assertGone();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = NATIVE)
  void a_client_that_closes_with_requests_pipelined_cancels_the_one_that_runs() throws Exception {
    RawClient client = serve(waiting());
    client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n".repeat(200));
    assertThat(next(events)).isEqualTo("started");
    client.close();
    assertGone();
    assertThat(events).isEmpty();
  }

  @Test
  void a_client_that_closes_while_it_uploads_to_a_handler_that_does_not_read_cancels_it()
      throws Exception {
    RawClient client = serve(waiting());
    client.head("POST /", "Content-Length: 100000000").send(new byte[1000]);
    assertThat(next(events)).isEqualTo("started");
    client.close();
    assertGone();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = NATIVE)
  void a_client_that_closes_behind_more_unread_content_than_is_buffered_cancels_the_handler()
      throws Exception {
    RawClient client =
        client(server(waiting(), options -> options.withBuffers(b -> b.withReadAhead(READ_AHEAD))));
    client.head("POST /", "Content-Length: 100000000").send(new byte[MORE_THAN_BUFFERED]);
    assertThat(next(events)).isEqualTo("started");
    client.close();
    assertGone();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = NATIVE)
  void a_client_that_resets_behind_more_unread_content_than_is_buffered_cancels_the_handler()
      throws Exception {
    RawClient client =
        client(server(waiting(), options -> options.withBuffers(b -> b.withReadAhead(READ_AHEAD))));
    client.head("POST /", "Content-Length: 100000000").send(new byte[MORE_THAN_BUFFERED]);
    assertThat(next(events)).isEqualTo("started");
    client.reset();
    assertGone();
  }

  @Test
  void a_client_that_closes_while_its_content_is_read_cancels_the_reader() throws Exception {
    RawClient client = serve(req ->
        observed(req, req.bytes().doOnCancel(() -> events.add("cancelled")).map(Response::bytes)));
    client.head("POST /", "Content-Length: 1000").send(new byte[10]);
    assertThat(next(events)).isEqualTo("started");
    client.close();
    assertGone();
  }

  @Test
  void a_reader_apart_from_the_response_gets_an_error() throws Exception {
    RawClient client = serve(req -> {
      req.chunks().subscribe(chunk -> {}, error -> events.add(error.getClass().getSimpleName()));
      return Mono.never();
    });
    client.head("POST /", "Content-Length: 1000").send(new byte[10]);
    Thread.sleep(20);
    client.close();
    assertThat(next(events)).isEqualTo("ClientGoneException");
  }

  @Test
  void a_client_that_closes_before_its_stream_has_begun_cancels_it() throws Exception {
    RawClient client = serve(req -> observed(
        req,
        Mono.just(
            Response.chunks(Flux.<ByteBuffer>never().doOnCancel(() -> events.add("cancelled"))))));
    client.get("/").readHead();
    assertThat(next(events)).isEqualTo("started");
    client.close();
    assertGone();
  }

  @Test
  void a_client_that_closes_in_the_middle_of_a_stream_cancels_it() throws Exception {
    RawClient client = serve(req -> observed(req, Mono.just(Response.chunks(ticks()))));
    client.get("/").readHead();
    client.readText(10);
    assertThat(next(events)).isEqualTo("started");
    client.close();
    assertGone();
  }

  @Test
  void a_client_that_stopped_reading_a_stream_and_closes_cancels_it() throws Exception {
    byte[] chunk = new byte[10_000];
    RawClient client = serve(req -> observed(
        req,
        Mono.just(
            Response.chunks(Flux.<ByteBuffer>generate(sink -> sink.next(ByteBuffer.wrap(chunk)))
                .doOnCancel(() -> events.add("cancelled"))))));
    client.get("/").readHead();
    assertThat(next(events)).isEqualTo("started");
    Thread.sleep(100);
    client.close();
    assertGone();
  }

  @Test
  void a_client_that_closes_while_it_waits_in_a_stream_that_takes_its_content_cancels_both()
      throws Exception {
    RawClient client = serve(req -> observed(
        req, Mono.just(Response.chunks(req.chunks().doOnCancel(() -> events.add("cancelled"))))));
    client.head("POST /", "Content-Length: 1000").readHead();
    assertThat(next(events)).isEqualTo("started");
    client.close();
    assertGone();
  }

  @Test
  void a_request_whose_response_went_out_whole_is_completed() throws Exception {
    RawClient client = serve(req -> observed(req, Mono.just(Response.text("done"))));
    assertThat(client.get("/").read().content()).isEqualTo("done");
    assertThat(next(events)).isEqualTo("started");
    assertThat(next(events)).isEqualTo(Outcome.COMPLETED.name());
  }

  @Test
  void a_half_received_request_that_breaks_off_reaches_no_handler() throws Exception {
    Server server = server(waiting());
    client(server).send("GET / HTTP/1.1\r\nHost:").close();
    client(server).get("/");
    assertThat(next(events)).isEqualTo("started");
    assertThat(events).isEmpty();
  }

  private Flux<ByteBuffer> ticks() {
    return Flux.interval(Duration.ofMillis(1))
        .onBackpressureDrop()
        .map(tick -> ByteBuffer.wrap("tick\n".getBytes()))
        .doOnCancel(() -> events.add("cancelled"));
  }
}
