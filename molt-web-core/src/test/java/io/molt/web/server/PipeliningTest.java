package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Response;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class PipeliningTest extends SocketTest {
  private static final int MANY = 300;

  @Test
  void requests_sent_in_one_go_are_answered_in_order() {
    RawClient client = serve(req -> Response.text(req.target()));
    client.send(requests(MANY));
    assertAnswersInOrder(client, MANY);
  }

  @Test
  void answers_that_come_later_keep_the_order() {
    RawClient client = serve(req -> Mono.fromSupplier(() -> Response.text(req.target()))
        .delayElement(Duration.ofMillis(req.target().equals("/0") ? 100 : 1)));
    client.send(requests(50));
    assertAnswersInOrder(client, 50);
  }

  @Test
  void thousands_of_requests_in_one_go_are_answered_in_order_however_long_each_takes() {
    RawClient client =
        serve(req -> Mono.delay(Duration.ofNanos(1)).map(late -> Response.text(req.target())));
    client.send(requests(5000));
    assertAnswersInOrder(client, 5000);
  }

  @Test
  void a_request_behind_a_slow_one_is_not_started_before_that_is_answered() throws Exception {
    Sinks.One<Response> slow = Sinks.one();
    BlockingQueue<String> started = new LinkedBlockingQueue<>();
    RawClient client = serve(req -> {
      started.add(req.target());
      return req.target().equals("/0") ? slow.asMono() : Response.text(req.target());
    });
    client.send(requests(3));
    assertThat(next(started)).isEqualTo("/0");
    assertThat(started).isEmpty();
    slow.tryEmitValue(Response.text("/0"));
    assertAnswersInOrder(client, 3);
  }

  @Test
  void requests_with_content_in_one_go_each_get_their_own() {
    RawClient client = serve(req -> req.text().map(Response::text));
    client.send("POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\n\r\none"
        + "POST /b HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\n"
        + "GET /c HTTP/1.1\r\nHost: t\r\n\r\n"
        + "POST /d HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\n\r\nfour");
    assertThat(client.read().content()).isEqualTo("one");
    assertThat(client.read().content()).isEqualTo("two");
    assertThat(client.read().content()).isEmpty();
    assertThat(client.read().content()).isEqualTo("four");
  }

  @Test
  void content_in_the_smallest_of_chunks_waits_for_its_turn_like_any_other() throws Exception {
    Sinks.One<Response> slow = Sinks.one();
    RawClient client = serve(req -> req.target().equals("/slow")
        ? slow.asMono()
        : req.bytes().map(bytes -> Response.text("" + bytes.length)));
    int much = 512 * 1024;
    // From then on the server reads as much at once as it ever does.
    client.head("POST /much", "Content-Length: " + much).send(new byte[much]);
    assertThat(client.read().content()).isEqualTo("" + much);
    int chunks = 10_000;
    client.send("GET /slow HTTP/1.1\r\nHost: t\r\n\r\n"
        + "POST /chunks HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "1\r\nx\r\n".repeat(chunks) + "0\r\n\r\n");
    Thread.sleep(300);
    slow.tryEmitValue(Response.text("slow"));
    assertThat(client.read().content()).isEqualTo("slow");
    assertThat(client.read().content()).isEqualTo("" + chunks);
  }

  @Test
  void content_that_comes_after_its_early_head_is_read_when_its_turn_has_come() throws Exception {
    Sinks.One<Response> slow = Sinks.one();
    BlockingQueue<String> started = new LinkedBlockingQueue<>();
    RawClient client = serve(req -> {
      started.add(req.target());
      return req.target().equals("/slow") ? slow.asMono() : req.text().map(Response::text);
    });
    client.get("/slow").head("POST /late", "Content-Length: 6").send("one");
    assertThat(next(started)).isEqualTo("/slow");
    slow.tryEmitValue(Response.text("slow"));
    assertThat(client.read().content()).isEqualTo("slow");
    client.send("two");
    assertThat(client.read().content()).isEqualTo("onetwo");
  }

  @Test
  void a_client_that_does_not_read_is_not_served_without_end() throws Exception {
    AtomicInteger served = new AtomicInteger();
    byte[] large = new byte[60_000];
    Server server = server(req -> {
      served.incrementAndGet();
      return Response.bytes(large);
    });
    RawClient client = client(server, 4096);
    client.send(requests(MANY));
    client.readHead();
    assertThat(served.get()).isLessThan(MANY);
    client.readText(large.length);
    for (int i = 1; i < MANY; i++) {
      assertThat(client.read().content()).hasSize(large.length);
    }
    assertThat(served).hasValue(MANY);
  }

  @Test
  void nothing_behind_a_closing_response_is_served() {
    AtomicInteger served = new AtomicInteger();
    RawClient client = serve(req -> {
      served.incrementAndGet();
      return Mono.just(Response.text("bye").withHeader("connection", "close")).hide();
    });
    client.send(requests(3));
    assertThat(client.read().content()).isEqualTo("bye");
    assertThat(client.isClosedByServer()).isTrue();
    assertThat(served).hasValue(1);
  }

  private static String requests(int count) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < count; i++) {
      all.append("GET /").append(i).append(" HTTP/1.1\r\nHost: t\r\n\r\n");
    }
    return all.toString();
  }

  private static void assertAnswersInOrder(RawClient client, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(client.read().content()).isEqualTo("/" + i);
    }
  }
}
