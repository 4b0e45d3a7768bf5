package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Ended;
import io.molt.web.http.Handler;
import io.molt.web.http.Observer;
import io.molt.web.http.Outcome;
import io.molt.web.http.Protocol;
import io.molt.web.http.Refused;
import io.molt.web.http.Response;
import io.molt.web.http.Service;
import io.molt.web.http.Stage;
import io.molt.web.server.RawClient.Answer;
import io.molt.web.tls.TlsOptions;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What only a connection can have observers told. */
class ObserverTest extends Http2Test {
  private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
  private final BlockingQueue<Refused> refused = new LinkedBlockingQueue<>();

  private Server observed(Handler handler, UnaryOperator<ServerOptions> change) {
    Service service = Service.of(handler, Schedulers.parallel(), Clock.systemUTC())
        .withObserver(new Observer() {
          @Override
          public void onEnd(Ended request) {
            ended.add(request);
          }

          @Override
          public void onRefusal(Refused what) {
            refused.add(what);
          }
        });
    return server(service, change);
  }

  private RawClient observed(Handler handler) {
    return client(observed(handler, options -> options));
  }

  @ParameterizedTest
  @CsvSource({
    "400, no http at all",
    "400, GET / HTTP/1.1|Host: a|Host: b",
    "501, CONNECT a:1 HTTP/1.1|Host: a:1",
    "505, GET / HTTP/9.9|Host: t",
    "417, POST / HTTP/1.1|Host: t|Expect: miracles|Content-Length: 1"
  })
  void a_head_that_is_no_request_is_told_with_its_status_and_its_peer(int status, String head)
      throws Exception {
    RawClient client = observed(request -> Response.ok());
    client.lines(head.split("\\|")).send("\r\n");
    assertThat(client.read().status()).isEqualTo(status);

    Refused told = next(refused);
    assertThat(told.reason()).isEqualTo(Refused.Reason.MALFORMED);
    assertThat(told.status()).isEqualTo(status);
    assertThat(told.connection().peer().address()).isEqualTo("127.0.0.1");
    assertThat(told.connection().protocol()).isEqualTo(Protocol.HTTP_1_1);
    assertThat(told.detail()).isNotBlank();
    assertThat(refused).isEmpty();
    assertThat(ended).isEmpty();
  }

  @Test
  void a_head_that_does_not_come_in_time_is_told() throws Exception {
    Server server = observed(
        request -> Response.ok(),
        options -> options.withTimeouts(t -> t.withRequestHead(Duration.ofMillis(200))));
    RawClient client = client(server);
    client.send("GET / HT");
    assertThat(client.read().status()).isEqualTo(408);

    assertThat(next(refused).reason()).isEqualTo(Refused.Reason.TIMED_OUT);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 20})
  void a_head_of_http_2_that_does_not_come_in_time_is_told(int sent) throws Exception {
    Server server = observed(
        request -> Response.ok(),
        options -> options.withTimeouts(t -> t.withRequestHead(Duration.ofMillis(200))));
    FrameClient client = http2(server);
    client.get(1, "/").answer(1);
    byte[] frame = {0, 0, 30, FrameClient.HEADERS, FrameClient.END_HEADERS, 0, 0, 0, 3};
    client.send(Arrays.copyOf(frame, sent));

    Refused told = next(refused);
    assertThat(told.reason()).isEqualTo(Refused.Reason.TIMED_OUT);
    assertThat(told.connection().protocol()).isEqualTo(Protocol.HTTP_2);
    assertThat(refused).isEmpty();
  }

  @Test
  void a_connection_too_many_is_told_with_the_status_that_it_is_answered() throws Exception {
    Server server = observed(
        request -> Response.ok(), options -> options.withConnections(c -> c.withMaxPerPeer(1)));
    client(server).get("/").read();
    assertThat(client(server).read().status()).isEqualTo(429);

    Refused told = next(refused);
    assertThat(told.reason()).isEqualTo(Refused.Reason.TOO_MANY_CONNECTIONS);
    assertThat(told.status()).isEqualTo(429);
    assertThat(told.connection().peer().address()).isEqualTo("127.0.0.1");
  }

  @Test
  void requests_on_one_connection_are_told_one_by_one() throws Exception {
    RawClient client = observed(request -> Response.text(request.rawPath()));
    client.get("/a").get("/b");
    client.read();
    client.read();

    assertThat(next(ended).path()).isEqualTo("/a");
    assertThat(next(ended).path()).isEqualTo("/b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /b HTTP/1.1|Host: t|Connection: close||",
        "GET /b HTTP/1.0||",
        "POST /b HTTP/1.1|Host: t|Content-Length: 9999999||",
        "rubbish||"
      })
  void requests_before_one_that_ends_the_connection_are_told_to_be_completed(String last)
      throws Exception {
    RawClient client = observed(request -> Response.text(request.rawPath()));
    client.send("GET /a HTTP/1.1|Host: t||".concat(last).replace("|", "\r\n"));
    assertThat(client.readToEnd()).contains("/a");

    Ended first = next(ended);
    assertThat(first.path()).isEqualTo("/a");
    assertThat(first.outcome()).isEqualTo(Outcome.COMPLETED);
  }

  @Test
  void content_that_turns_out_malformed_is_part_of_its_request() throws Exception {
    RawClient client = observed(request -> request.text().map(Response::text));
    client.head("POST /", "Transfer-Encoding: chunked").send("2\r\nab\r\nrubbish\r\n");
    assertThat(client.read().status()).isEqualTo(400);

    // It may come whole before the handler is called: then it never was a request.
    if (ended.isEmpty() && !refused.isEmpty()) {
      assertThat(next(refused).status()).isEqualTo(400);
    } else {
      assertThat(next(ended).status()).isEqualTo(400);
    }
  }

  @Test
  void a_stream_at_its_own_deadline_ends_without_its_last_chunk() throws Exception {
    RawClient client = observed(request -> {
      request.context().shortenDeadline(Instant.now().plusMillis(200));
      return Response.chunks(Flux.just(ByteBuffer.wrap(new byte[] {'a'})).concatWith(Flux.never()));
    });
    client.get("/");

    assertThat(client.readToEnd()).endsWith("1\r\na\r\n");
    Ended told = next(ended);
    assertThat(told.outcome()).isEqualTo(Outcome.DEADLINE);
    assertThat(told.stage()).isEqualTo(Stage.WRITE);
    assertThat(told.sent()).isEqualTo(1);
  }

  @Test
  void content_that_stays_away_past_the_deadline_is_answered_with_408_and_not_waited_for()
      throws Exception {
    RawClient client = observed(request -> {
      request.context().shortenDeadline(Instant.now().plusMillis(200));
      return request.text().map(Response::text);
    });
    client.head("POST /", "Content-Length: 10").send("12345");

    Answer answer = client.read();
    assertThat(answer.status()).isEqualTo(408);
    Ended told = next(ended);
    assertThat(told.stage()).isEqualTo(Stage.BODY);
    assertThat(told.received()).isEqualTo(5);
  }

  @Test
  void a_server_that_stops_hard_tells_that_it_did() throws Exception {
    BlockingQueue<String> started = new LinkedBlockingQueue<>();
    Server server = observed(
        request -> {
          started.add("started");
          return Mono.never();
        },
        options -> options);
    client(server).get("/");
    next(started);

    server.stop(Duration.ZERO);

    Ended told = next(ended);
    assertThat(told.outcome()).isEqualTo(Outcome.DRAINED);
    assertThat(told.status()).isZero();
    assertThat(told.stage()).isEqualTo(Stage.HANDLER);
  }

  @Test
  void a_connection_that_is_one_too_many_is_told() throws Exception {
    Server server = observed(
        request -> Response.ok(), options -> options.withConnections(c -> c.withMaxConnections(1)));
    assertThat(client(server).get("/").read().status()).isEqualTo(200);
    assertThat(client(server).read().status()).isEqualTo(503);

    Refused told = next(refused);
    assertThat(told.reason()).isEqualTo(Refused.Reason.TOO_MANY_CONNECTIONS);
    assertThat(told.status()).isEqualTo(503);
    assertThat(told.connection().peer().address()).isEqualTo("127.0.0.1");
  }

  @Test
  void a_tls_handshake_that_fails_is_told_and_a_client_that_only_looks_is_not() throws Exception {
    TlsOptions tls = TlsOptions.selfSigned();
    Server server = observed(request -> Response.ok(), options -> options.withTls(tls));
    client(server).close();
    client(server).send(new byte[] {22, 3, 1, 0, 4, 9, 9, 9, 9});

    Refused told = next(refused);
    assertThat(told.reason()).isEqualTo(Refused.Reason.TLS);
    assertThat(told.status()).isZero();
    assertThat(told.detail()).isNotBlank();
    assertThat(refused).isEmpty();
  }

  @Test
  void what_a_client_sends_in_the_place_of_tls_is_told_of_but_not_repeated() throws Exception {
    TlsOptions tls = TlsOptions.selfSigned();
    Server server = observed(request -> Response.ok(), options -> options.withTls(tls));
    client(server).send(new byte[1000]);

    Refused told = next(refused);
    assertThat(told.reason()).isEqualTo(Refused.Reason.TLS);
    assertThat(told.detail())
        .isEqualTo("The connection does not begin with TLS (expected: a handshake).");
  }

  @Test
  void a_client_that_floods_is_told() throws Exception {
    Server server =
        observed(request -> Mono.never(), options -> options.withHttp2(h -> h.withMaxResets(3)));
    FrameClient client = http2(server);
    for (int i = 0; i <= 3; i++) {
      client.get(2 * i + 1, "/").reset(2 * i + 1, FrameClient.CANCEL);
    }

    Refused told = next(refused);
    assertThat(told.reason()).isEqualTo(Refused.Reason.FLOOD);
    assertThat(told.connection().protocol()).isEqualTo(Protocol.HTTP_2);
  }

  @Test
  void a_stream_that_the_client_resets_has_a_client_that_is_gone() throws Exception {
    BlockingQueue<String> started = new LinkedBlockingQueue<>();
    FrameClient client = http2(observed(
        request -> {
          started.add("started");
          return Mono.never();
        },
        options -> options));
    client.get(1, "/");
    next(started);
    client.reset(1, FrameClient.CANCEL);

    Ended told = next(ended);
    assertThat(told.outcome()).isEqualTo(Outcome.CLIENT_GONE);
    assertThat(told.status()).isEqualTo(499);
    assertThat(told.connection().protocol()).isEqualTo(Protocol.HTTP_2);
  }

  @Test
  void a_stream_of_http2_at_its_own_deadline_is_reset() throws Exception {
    FrameClient client = http2(observed(
        request -> {
          request.context().shortenDeadline(Instant.now().plusMillis(200));
          return Response.chunks(
              Flux.just(ByteBuffer.wrap(new byte[] {'a'})).concatWith(Flux.never()));
        },
        options -> options));
    client.get(1, "/");

    client.next(FrameClient.RST_STREAM);
    assertThat(next(ended).outcome()).isEqualTo(Outcome.DEADLINE);
  }
}
