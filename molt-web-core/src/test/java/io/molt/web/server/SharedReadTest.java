package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Response;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;

/** What one connection has begun to say, while others of its event loop say something else. */
class SharedReadTest extends SocketTest {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private final Sinks.One<String> go = Sinks.one();
  private final BlockingQueue<String> begun = new LinkedBlockingQueue<>();
  private Server server;
  private RawClient other;

  @BeforeEach
  void start() {
    server = server(req -> {
      begun.add(req.target());
      return req.target().equals("/later")
          ? go.asMono().then(req.text()).map(Response::text)
          : req.text().map(content -> Response.text(req.target() + " " + content));
    });
    other = client(server);
  }

  @Test
  void half_a_head_is_not_mixed_with_what_others_send() {
    RawClient client = client(server).send("POST /first?a=b HT");
    intervene();
    client.send("TP/1.1\r\nHost: test\r\nContent-Le");
    intervene();
    client.send("ngth: 3\r\n\r\none");
    assertThat(client.read().content()).isEqualTo("/first?a=b one");
  }

  @Test
  void half_a_chunk_line_is_not_mixed_with_what_others_send() {
    RawClient client =
        client(server).head("POST /first", "Transfer-Encoding: chunked").send("1");
    intervene();
    client.send("0;name=val");
    intervene();
    client.send("ue\r\n0123456789abcdef\r\n0\r");
    intervene();
    client.send("\n\r\n");
    assertThat(client.read().content()).isEqualTo("/first 0123456789abcdef");
  }

  @Test
  void content_that_nobody_has_asked_for_is_not_mixed_with_what_others_send() throws Exception {
    RawClient client = client(server).head("POST /later", "Content-Length: 6").send("one");
    assertThat(next(begun)).isEqualTo("/later");
    intervene();
    client.send("two");
    intervene();
    go.tryEmitValue("go");
    assertThat(client.read().content()).isEqualTo("onetwo");
  }

  @Test
  void requests_that_wait_their_turn_are_not_mixed_with_what_others_send() throws Exception {
    RawClient client = client(server).head("POST /later", "Content-Length: 3").send("one");
    assertThat(next(begun)).isEqualTo("/later");
    client.head("POST /next", "Content-Length: 3").send("two");
    intervene();
    client.get("/last");
    intervene();
    go.tryEmitValue("go");
    assertThat(client.read().content()).isEqualTo("one");
    assertThat(client.read().content()).isEqualTo("/next two");
    assertThat(client.read().content()).isEqualTo("/last ");
  }

  @Test
  void half_a_preface_is_not_mixed_with_what_others_send() {
    try (FrameClient client = FrameClient.connect(server)) {
      client.send(PREFACE.substring(0, 7).getBytes());
      intervene();
      client.send(PREFACE.substring(7).getBytes()).settings().get(1, "/first");
      assertThat(client.answer(1).content()).isEqualTo("/first ");
    }
  }

  @Test
  void half_a_frame_is_not_mixed_with_what_others_send() {
    try (FrameClient client = FrameClient.connect(server).preface()) {
      byte[] head =
          FrameClient.bytes(FrameClient.DATA, FrameClient.END_STREAM, 1, "onetwo".getBytes());
      client.post(1, "/first").send(part(head, 0, 5));
      intervene();
      client.send(part(head, 5, 12));
      intervene();
      client.send(part(head, 12, head.length));
      assertThat(client.answer(1).content()).isEqualTo("/first onetwo");
    }
  }

  @Test
  void many_that_each_have_said_half_of_it_are_understood() {
    RawClient[] clients = new RawClient[20];
    for (int i = 0; i < clients.length; i++) {
      clients[i] = client(server).send("GET /" + i + " HTTP/1.1\r\nHo");
    }
    intervene();
    for (RawClient client : clients) {
      client.send("st: test\r\n\r\n");
    }
    for (int i = 0; i < clients.length; i++) {
      assertThat(clients[i].read().content()).isEqualTo("/" + i + " ");
    }
  }

  /** Has the event loop read something else. */
  private void intervene() {
    String target = "/" + "other".repeat(200);
    other.head("POST " + target, "Content-Length: 5").send("other");
    assertThat(other.read().content()).isEqualTo(target + " other");
  }

  private static byte[] part(byte[] all, int from, int to) {
    return Arrays.copyOfRange(all, from, to);
  }
}
