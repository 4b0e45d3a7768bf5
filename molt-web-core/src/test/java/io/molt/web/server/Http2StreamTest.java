package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Outcome;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.server.FrameClient.Frame;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** How streams flow, and how they end (RFC 9113 sections 5 and 8.1). */
class Http2StreamTest extends Http2Test {
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  private <T> Mono<T> observed(Request request, Mono<T> answer) {
    request.context().ended().subscribe(outcome -> events.add(outcome.name()));
    events.add("started");
    return answer.doOnCancel(() -> events.add("cancelled"));
  }

  private void assertStarted() throws InterruptedException {
    assertThat(next(events)).isEqualTo("started");
  }

  private void assertGone() throws InterruptedException {
    assertThat(next(events)).isEqualTo(Outcome.CLIENT_GONE.name());
    assertThat(next(events)).isEqualTo("cancelled");
  }

  @Test
  void a_stream_that_the_client_resets_cancels_the_handler() throws Exception {
    FrameClient client = serveHttp2(req -> observed(req, Mono.never()));
    client.get(1, "/");
    assertStarted();
    client.reset(1, FrameClient.CANCEL);
    assertGone();
  }

  @Test
  void a_stream_that_the_client_resets_cancels_a_handler_that_has_read_none_of_its_content()
      throws Exception {
    FrameClient client = serveHttp2(req -> observed(req, Mono.never()));
    client.post(1, "/").data(1, false, new byte[16_384]).data(1, false, new byte[16_384]);
    assertStarted();
    client.reset(1, FrameClient.CANCEL);
    assertGone();
  }

  @Test
  void a_connection_that_breaks_cancels_the_handlers_of_its_streams() throws Exception {
    FrameClient client = serveHttp2(req -> observed(req, Mono.never()));
    client.post(1, "/").data(1, false, new byte[16_384]);
    assertStarted();
    client.crash();
    assertGone();
  }

  @Test
  void a_stream_that_the_client_resets_half_way_cancels_its_source() throws Exception {
    FrameClient client = serveHttp2(req -> {
      req.context().ended().subscribe(outcome -> events.add(outcome.name()));
      return Response.chunks(Flux.<ByteBuffer>generate(sink -> sink.next(ByteBuffer.allocate(1000)))
          .doOnCancel(() -> events.add("cancelled")));
    });
    client.get(1, "/").next(FrameClient.DATA);
    client.reset(1, FrameClient.CANCEL);
    assertThat(next(events)).isEqualTo(Outcome.CLIENT_GONE.name());
    assertThat(next(events)).isEqualTo("cancelled");
  }

  @Test
  void a_client_that_breaks_the_rules_before_it_has_taken_its_response_is_gone() throws Exception {
    FrameClient client = frames(server(req -> observed(req, Mono.just(Response.text("done")))));
    client.preface(FrameClient.INITIAL_WINDOW_SIZE, 0).get(1, "/");
    assertThat(client.nextOf(1).type()).isEqualTo(FrameClient.HEADERS);
    client.windowUpdate(1, 0);
    assertThat(client.nextOf(1).type()).isEqualTo(FrameClient.RST_STREAM);
    assertStarted();
    assertThat(next(events)).isEqualTo(Outcome.CLIENT_GONE.name());
  }

  @Test
  void a_request_whose_response_went_out_whole_is_completed() throws Exception {
    FrameClient client = serveHttp2(req -> observed(req, Mono.just(Response.text("done"))));
    assertThat(client.get(1, "/").answer(1).content()).isEqualTo("done");
    assertThat(next(events)).isEqualTo("started");
    assertThat(next(events)).isEqualTo(Outcome.COMPLETED.name());
  }

  @Test
  void a_response_that_breaks_off_resets_its_stream() throws Exception {
    FrameClient client = serveHttp2(req -> {
      req.context().ended().subscribe(outcome -> events.add(outcome.name()));
      return Response.chunks(Flux.just(ByteBuffer.wrap("one".getBytes()))
          .concatWith(Flux.error(new IllegalStateException("broken"))));
    });
    client.get(1, "/");
    assertThat(client.next(FrameClient.DATA).text()).isEqualTo("one");
    Frame reset = client.nextOf(1);
    assertThat(reset.type()).isEqualTo(FrameClient.RST_STREAM);
    assertThat(reset.code()).isEqualTo(FrameClient.INTERNAL_ERROR);
    assertThat(next(events)).isEqualTo(Outcome.FAILED.name());
  }

  @Test
  void content_that_does_not_add_up_to_its_length_resets_the_stream() throws Exception {
    FrameClient client = serveHttp2(req -> observed(req, req.bytes().map(Response::bytes)));
    client.post(1, "/", "content-length", "10");
    assertStarted();
    client.data(1, true, "short");
    assertThat(client.next(FrameClient.RST_STREAM).code()).isEqualTo(FrameClient.PROTOCOL_ERROR);
    assertGone();
  }

  @Test
  void trailers_with_a_pseudo_header_field_reset_the_stream() throws Exception {
    FrameClient client = serveHttp2(req -> observed(req, req.bytes().map(Response::bytes)));
    client.post(1, "/");
    assertStarted();
    client.headers(1, true, ":path", "/");
    assertThat(client.next(FrameClient.RST_STREAM).code()).isEqualTo(FrameClient.PROTOCOL_ERROR);
    assertGone();
  }

  @Test
  void a_handler_that_does_not_read_is_sent_no_more_than_the_window() throws Exception {
    FrameClient client = serveHttp2(req -> req.target().equals("/wait")
        ? observed(req, Mono.never())
        : req.bytes().map(content -> Response.text("got " + content.length)));
    client.post(1, "/wait");
    fill(client, 1, 65_535);
    client.post(3, "/read");
    fill(client, 3, 65_535);
    Frame update = client.next(FrameClient.WINDOW_UPDATE);
    while (update.stream() == 0) {
      update = client.next(FrameClient.WINDOW_UPDATE);
    }
    assertThat(update.stream()).isEqualTo(3);
    client.data(3, true, "");
    assertThat(client.answer(3).content()).isEqualTo("got 65535");
  }

  @Test
  void the_window_opens_as_the_handler_reads() throws Exception {
    BlockingQueue<BaseSubscriber<ByteBuffer>> readers = new LinkedBlockingQueue<>();
    FrameClient client = serveHttp2(req -> {
      BaseSubscriber<ByteBuffer> reader = new Demanding();
      req.chunks().onErrorComplete().subscribe(reader);
      readers.add(reader);
      return Mono.never();
    });
    client.post(1, "/");
    BaseSubscriber<ByteBuffer> reader = next(readers);
    fill(client, 1, 65_535);
    client.frame(FrameClient.PING, 0, 0, new byte[8]);
    assertThat(updates(client, 1)).isZero();
    reader.request(1000);
    Frame update = client.nextOf(1);
    assertThat(update.type()).isEqualTo(FrameClient.WINDOW_UPDATE);
    assertThat(update.code()).isGreaterThan(30_000);
  }

  @Test
  void a_client_that_waits_is_told_to_go_on_once_the_handler_reads() {
    FrameClient client = serveHttp2(req -> req.bytes().map(Response::bytes));
    client.post(1, "/", "expect", "100-continue");
    assertThat(client.nextOf(1).fields()).containsOnlyKeys(":status").containsValue("100");
    assertThat(client.data(1, true, "content").answer(1).content()).isEqualTo("content");
  }

  @Test
  void a_client_that_waits_for_a_handler_that_does_not_read_is_not_told_to_go_on() {
    FrameClient client = serveHttp2(req -> Response.text("no need"));
    client.post(1, "/", "expect", "100-continue");
    assertThat(client.nextOf(1).fields()).containsEntry(":status", "200");
    assertThat(client.nextOf(1).isLast()).isTrue();
    Frame reset = client.nextOf(1);
    assertThat(reset.type()).isEqualTo(FrameClient.RST_STREAM);
    assertThat(reset.code()).isEqualTo(FrameClient.NO_ERROR);
  }

  @Test
  void a_client_that_sends_on_after_the_response_is_told_that_nobody_reads_it() {
    FrameClient client = serveHttp2(req -> Response.text("enough"));
    client.post(1, "/", "content-length", "100000000");
    assertThat(client.answer(1).content()).isEqualTo("enough");
    assertThat(client.nextOf(1).code()).isEqualTo(FrameClient.NO_ERROR);
    client.data(1, false, "late").data(1, false, "later");
    assertThat(client.get(3, "/").answer(3).content()).isEqualTo("enough");
  }

  @Test
  void a_client_that_has_little_left_to_send_after_the_response_is_let_finish() {
    FrameClient client = serveHttp2(req -> Response.text("enough"));
    client.post(1, "/", "content-length", "100000");
    assertThat(client.answer(1).content()).isEqualTo("enough");
    fill(client, 1, 65_535);
    Frame update = client.nextOf(1);
    assertThat(update.type()).isEqualTo(FrameClient.WINDOW_UPDATE);
    fill(client, 1, 34_464);
    client.data(1, true, "x").frame(FrameClient.PING, 0, 0, new byte[8]);
    Frame frame = client.read();
    while (frame.type() != FrameClient.PING) {
      assertThat(frame.type()).isEqualTo(FrameClient.WINDOW_UPDATE);
      frame = client.read();
    }
  }

  @Test
  void a_client_that_does_not_finish_after_the_response_is_told_that_nobody_waits() {
    FrameClient client = serveHttp2(req -> Response.text("enough"));
    client.post(1, "/", "content-length", "10").answer(1);
    Frame reset = client.nextOf(1);
    assertThat(reset.type()).isEqualTo(FrameClient.RST_STREAM);
    assertThat(reset.code()).isEqualTo(FrameClient.NO_ERROR);
  }

  @Test
  void a_client_that_does_not_read_one_stream_is_served_on_another() {
    FrameClient client = frames(server(req -> req.target().equals("/long")
        ? Response.chunks(Flux.generate(sink -> sink.next(ByteBuffer.allocate(1000))))
        : Response.text("served")));
    client.preface(FrameClient.INITIAL_WINDOW_SIZE, 6).get(1, "/long").get(3, "/");
    assertThat(client.answer(3).content()).isEqualTo("served");
  }

  @ParameterizedTest
  @ValueSource(ints = {5_000, 16_384, 32_768, 65_535})
  void a_client_that_makes_room_as_it_reads_gets_the_whole_response(int step) {
    int total = 4 * 1024 * 1024;
    FrameClient client = serveHttp2(
        req -> Response.chunks(Flux.range(0, 64).map(i -> ByteBuffer.allocate(total / 64))));
    client.get(1, "/");
    int received = 0;
    int unanswered = 0;
    Frame frame;
    do {
      frame = client.next(FrameClient.DATA);
      received += frame.payload().length;
      unanswered += frame.payload().length;
      if (unanswered >= step && !frame.isLast()) {
        client.windowUpdate(1, unanswered).windowUpdate(0, unanswered);
        unanswered = 0;
      }
    } while (!frame.isLast());
    assertThat(received).isEqualTo(total);
  }

  @Test
  void a_response_may_be_written_from_any_thread() {
    Sinks.Many<ByteBuffer> source = Sinks.many().unicast().onBackpressureBuffer();
    FrameClient client = serveHttp2(req -> Response.chunks(source.asFlux()));
    client.get(1, "/").nextOf(1);
    source.tryEmitNext(ByteBuffer.wrap("one".getBytes())).orThrow();
    assertThat(client.nextOf(1).text()).isEqualTo("one");
    source.tryEmitComplete().orThrow();
    assertThat(client.nextOf(1).isLast()).isTrue();
  }

  private static void fill(FrameClient client, int stream, int bytes) {
    for (int left = bytes; left > 0; left -= 16_384) {
      client.data(stream, false, new byte[Math.min(left, 16_384)]);
    }
  }

  /** Returns how many updates of that stream's window come before the answer to a ping. */
  private static int updates(FrameClient client, int stream) {
    int count = 0;
    for (Frame frame = client.read(); frame.type() != FrameClient.PING; frame = client.read()) {
      if (frame.type() == FrameClient.WINDOW_UPDATE && frame.stream() == stream) {
        count++;
      }
    }
    return count;
  }

  private static final class Demanding extends BaseSubscriber<ByteBuffer> {
    @Override
    protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
      // Asks for nothing until it is told to.
    }
  }
}
