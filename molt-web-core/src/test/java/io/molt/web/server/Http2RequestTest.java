package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Response;
import io.molt.web.server.FrameClient.Answer;
import io.molt.web.server.FrameClient.Frame;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class Http2RequestTest extends Http2Test {

  @Test
  void a_client_with_prior_knowledge_is_answered() {
    FrameClient client =
        serveHttp2(req -> Response.text(req.context().connection().protocol() + " " + req.method()
            + " " + req.target() + " " + req.headers().get("Host")));
    Answer answer = client.get(1, "/some/path?q=1").answer(1);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.content()).isEqualTo("HTTP/2 GET /some/path?q=1 test");
    assertThat(answer.fields()).containsEntry("content-length", "30").containsKey("date");
  }

  @Test
  void the_same_port_speaks_http_1_1() {
    Server server = server(req -> Response.text("served"));
    assertThat(client(server).get("/").read().content()).isEqualTo("served");
    assertThat(http2(server).get(1, "/").answer(1).content()).isEqualTo("served");
  }

  @Test
  void a_preface_that_comes_byte_by_byte_is_understood() {
    FrameClient client = frames(server(req -> Response.text("served")));
    for (byte octet : "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes()) {
      client.send(new byte[] {octet});
    }
    assertThat(client.settings().get(1, "/").answer(1).content()).isEqualTo("served");
  }

  @Test
  void a_request_of_http_1_1_that_begins_like_a_preface_is_none() {
    RawClient client = serve(req -> Response.text(req.method().name()));
    assertThat(client.send("PR").head("O /").read().content()).isEqualTo("PRO");
  }

  @Test
  void content_arrives_whole_and_comes_back() {
    FrameClient client = serveHttp2(req -> req.bytes().map(Response::bytes));
    Answer answer =
        client.post(1, "/").data(1, false, "one ").data(1, true, "two").answer(1);
    assertThat(answer.content()).isEqualTo("one two");
  }

  @Test
  void content_and_its_answer_flow_at_the_same_time() {
    FrameClient client = serveHttp2(req -> Response.chunks(req.chunks()));
    client.post(1, "/");
    assertThat(client.nextOf(1).type()).isEqualTo(FrameClient.HEADERS);
    for (String word : new String[] {"one", "two", "three"}) {
      assertThat(client.data(1, false, word).nextOf(1).text()).isEqualTo(word);
    }
    Frame last = client.data(1, true, "").nextOf(1);
    assertThat(last.isLast()).isTrue();
  }

  @Test
  void trailers_end_the_content() {
    FrameClient client = serveHttp2(req -> req.bytes().map(Response::bytes));
    client.post(1, "/").data(1, false, "content").headers(1, true, "checksum", "1");
    assertThat(client.answer(1).content()).isEqualTo("content");
  }

  @Test
  void requests_of_one_connection_are_answered_as_they_are_done() {
    FrameClient client = serveHttp2(req -> Response.chunks(req.chunks()));
    client.post(1, "/").post(3, "/").data(3, true, "three").data(1, true, "one");
    assertThat(client.answer(3).content()).isEqualTo("three");
  }

  @Test
  void a_long_answer_goes_out_within_the_windows_that_the_client_opens() {
    FrameClient client = frames(
        server(req -> Response.chunks(Flux.range(0, 100).map(i -> ByteBuffer.allocate(1000)))));
    client.preface(FrameClient.INITIAL_WINDOW_SIZE, 10).get(1, "/");
    assertThat(client.next(FrameClient.DATA).payload()).hasSize(10);
    client.windowUpdate(1, 5);
    assertThat(client.next(FrameClient.DATA).payload()).hasSize(5);
    client.windowUpdate(1, 1_000_000).windowUpdate(0, 1_000_000);
    int received = 15;
    Frame frame;
    do {
      frame = client.next(FrameClient.DATA);
      received += frame.payload().length;
    } while (!frame.isLast());
    assertThat(received).isEqualTo(100_000);
  }
}
