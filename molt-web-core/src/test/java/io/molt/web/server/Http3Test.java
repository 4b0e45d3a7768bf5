package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.http.Handler;
import io.molt.web.http.Headers;
import io.molt.web.http.HttpException;
import io.molt.web.http.Outcome;
import io.molt.web.http.Response;
import io.molt.web.tls.TlsOptions;
import io.netty.handler.codec.http3.Http3Headers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class Http3Test extends SocketTest {
  private Server server;
  private Http3Client client;

  @AfterEach
  void closeClient() {
    if (client != null) {
      client.close();
    }
  }

  private Http3Client serveQuic(Handler handler) throws Exception {
    server = server(handler, options -> options.withTls(TlsOptions.selfSigned()));
    client = Http3Client.connect(server.port());
    return client;
  }

  @Test
  void a_get_is_answered() throws Exception {
    Http3Client.Exchange exchange = serveQuic(
            req -> Response.text(req.target() + " " + req.headers().get("host")))
        .get("/a?b=c");
    assertThat(exchange.content()).isEqualTo("/a?b=c localhost");
    assertThat(exchange.head().status()).hasToString("200");
  }

  @Test
  void a_response_ends_in_one_piece_with_the_last_of_it() throws Exception {
    serveQuic(req -> req.target().equals("/text") ? Response.text("text") : Response.noContent());
    BlockingQueue<Integer> withEnd = new LinkedBlockingQueue<>();
    // An end by itself may come in one piece with the rest by chance, but not so often.
    for (int i = 0; i < 20; i++) {
      client.get("/text", withEnd);
      assertThat(SocketTest.next(withEnd)).isPositive();
      client.get("/nothing", withEnd);
      assertThat(SocketTest.next(withEnd)).isPositive();
    }
  }

  @Test
  void content_is_echoed_as_it_comes() throws Exception {
    Http3Client.Exchange exchange =
        serveQuic(req -> Response.chunks(req.chunks())).open(false, "POST", "/");
    exchange.send("one", false);
    assertThat(SocketTest.next(exchange.chunks)).isEqualTo("one");
    exchange.send("two", true);
    assertThat(exchange.content()).isEqualTo("onetwo");
  }

  @Test
  void hints_go_ahead_of_the_response() throws Exception {
    Http3Client.Exchange exchange = serveQuic(request -> {
          request.context().earlyHints(Headers.of("Link", "</a>; rel=preload"));
          return Response.text("done");
        })
        .get("/");
    Http3Headers hint = exchange.head();
    assertThat(hint.status()).hasToString("103");
    assertThat(hint.get("link")).hasToString("</a>; rel=preload");
    assertThat(hint.size()).isEqualTo(2);
    assertThat(exchange.head().status()).hasToString("200");
    assertThat(exchange.content()).isEqualTo("done");
  }

  @Test
  void a_client_that_waits_is_told_to_continue_once_the_handler_reads() throws Exception {
    Http3Client.Exchange exchange = serveQuic(request -> request.text().map(Response::text))
        .open(false, "POST", "/", "expect", "100-continue");
    Http3Headers interim = exchange.head();
    assertThat(interim.status()).hasToString("100");
    assertThat(interim.size()).isOne();
    exchange.send("hello", true);
    assertThat(exchange.head().status()).hasToString("200");
    assertThat(exchange.content()).isEqualTo("hello");
  }

  @Test
  void trailers_go_both_ways() throws Exception {
    Http3Client.Exchange exchange = serveQuic(request -> request
            .text()
            .flatMap(text -> request
                .trailers()
                .map(trailers -> Response.text(text + trailers.get("x-a"))
                    .withTrailers(() -> Headers.of("X-B", "2")))))
        .open(false, "POST", "/");
    exchange.send("hello", false).sendTrailers("x-a", "1");
    assertThat(exchange.content()).isEqualTo("hello1");
    assertThat(exchange.head().status()).hasToString("200");
    assertThat(exchange.head().get("x-b")).hasToString("2");
  }

  @Test
  void a_field_that_may_not_come_after_the_content_is_refused() throws Exception {
    Http3Client.Exchange exchange =
        serveQuic(request -> request.text().map(Response::text)).open(false, "POST", "/");
    exchange.send("hello", false).sendTrailers("authorization", "x");
    assertThat(exchange.head().status()).hasToString("400");
    assertThat(exchange.content()).contains("A trailer field may only stand in the header section");
  }

  @Test
  void many_requests_run_side_by_side() throws Exception {
    serveQuic(req -> Mono.delay(Duration.ofMillis(5)).map(tick -> Response.text(req.target())));
    for (int round = 0; round < 3; round++) {
      Http3Client.Exchange[] all = new Http3Client.Exchange[100];
      for (int i = 0; i < all.length; i++) {
        all[i] = client.get("/" + i);
      }
      for (int i = 0; i < all.length; i++) {
        assertThat(all[i].content()).isEqualTo("/" + i);
      }
    }
  }

  @Test
  void a_large_response_comes_whole() throws Exception {
    byte[] megabytes = new byte[3_000_000];
    Http3Client.Exchange exchange = serveQuic(req -> Response.bytes(megabytes)).get("/");
    assertThat(exchange.content()).hasSize(megabytes.length);
  }

  @Test
  void a_large_request_is_read_by_a_slow_handler() throws Exception {
    Http3Client.Exchange exchange = serveQuic(req -> req.chunks()
            .delayElements(Duration.ofMillis(1))
            .map(ByteBuffer::remaining)
            .reduce(0, Integer::sum)
            .map(sum -> Response.text("" + sum)))
        .open(false, "POST", "/");
    for (int i = 0; i < 20; i++) {
      exchange.stream.writeAndFlush(new io.netty.handler.codec.http3.DefaultHttp3DataFrame(
          io.netty.buffer.Unpooled.wrappedBuffer(new byte[50_000])));
    }
    exchange.send("", true);
    assertThat(exchange.content()).isEqualTo("1000000");
  }

  @Test
  void a_client_that_resets_cancels_the_handler() throws Exception {
    BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    BlockingQueue<String> begun = new LinkedBlockingQueue<>();
    Http3Client.Exchange exchange = serveQuic(req -> {
          req.context().ended().subscribe(outcomes::add);
          begun.add("begun");
          return Mono.never();
        })
        .get("/");
    SocketTest.next(begun);
    exchange.stream.shutdown(0x10c);
    assertThat(SocketTest.next(outcomes)).isEqualTo(Outcome.CLIENT_GONE);
  }

  @Test
  void a_request_that_is_given_up_is_noticed_while_others_go_on() throws Exception {
    BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    BlockingQueue<String> begun = new LinkedBlockingQueue<>();
    serveQuic(req -> {
      if (req.target().equals("/other")) {
        return Response.text("other");
      }
      req.context().ended().subscribe(outcomes::add);
      begun.add("begun");
      return Mono.never();
    });
    Http3Client.Exchange exchange = client.get("/");
    SocketTest.next(begun);
    assertThat(client.get("/other").content()).isEqualTo("other");

    exchange.stream.shutdown(0x10c);

    assertThat(client.get("/other").content()).isEqualTo("other");
    assertThat(SocketTest.next(outcomes)).isEqualTo(Outcome.CLIENT_GONE);
  }

  @Test
  void a_client_that_closes_its_connection_cancels_the_handler() throws Exception {
    BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    BlockingQueue<String> begun = new LinkedBlockingQueue<>();
    serveQuic(req -> {
          req.context().ended().subscribe(outcomes::add);
          begun.add("begun");
          return Mono.never();
        })
        .get("/");
    SocketTest.next(begun);
    client.connection().close();
    assertThat(SocketTest.next(outcomes)).isEqualTo(Outcome.CLIENT_GONE);
  }

  @Test
  void a_client_that_waits_for_long_gets_its_answer_and_nothing_before() throws Exception {
    Http3Client.Exchange exchange = serveQuic(
            req -> Mono.delay(Duration.ofMillis(2500)).map(tick -> Response.text("at last")))
        .get("/");
    assertThat(exchange.content()).isEqualTo("at last");
    // There are clients that read no further when something comes that they do not know.
    assertThat(exchange.meaningless).isZero();
  }

  @Test
  void a_response_with_a_trailer_that_may_not_be_one_is_reset() throws Exception {
    Http3Client.Exchange exchange = serveQuic(
            request -> Response.text("whole").withTrailers(() -> Headers.of("Set-Cookie", "a=b")))
        .get("/");
    assertThatThrownBy(exchange::content).isInstanceOf(ExecutionException.class);
  }

  @Test
  void a_stream_that_fails_is_reset() throws Exception {
    Http3Client.Exchange exchange = serveQuic(req -> Response.chunks(Flux.concat(
            Flux.just(ByteBuffer.wrap(new byte[10])),
            Mono.delay(Duration.ofMillis(20)).then(Mono.error(HttpException.conflict("x"))))))
        .get("/");
    assertThat(exchange.head().status()).hasToString("200");
    assertThatThrownBy(exchange::content).isNotNull();
  }

  @Test
  void a_head_that_is_too_large_is_answered_with_431() throws Exception {
    Http3Client.Exchange exchange =
        serveQuic(req -> Response.ok()).get("/", "x-large", "v".repeat(9_000));
    assertThat(exchange.head().status()).hasToString("431");
    assertThat(exchange.content()).contains("too large");
  }

  @Test
  void a_server_that_stops_says_so_and_answers_what_is_under_way() throws Exception {
    Http3Client.Exchange exchange = serveQuic(
            req -> Mono.delay(Duration.ofMillis(300)).map(tick -> Response.text("done")))
        .get("/");
    server.stopLater(Duration.ofSeconds(5)).subscribe();
    assertThat(client.goAway()).isGreaterThan(1L << 60);
    assertThat(client.goAway()).isEqualTo(4);
    assertThat(exchange.content()).isEqualTo("done");
    client.connection().closeFuture().await(10_000);
    assertThat(client.connection().isOpen()).isFalse();
  }

  @Test
  void content_that_stays_away_fails_the_read_with_408() throws Exception {
    Http3Client.Exchange exchange =
        impatient(req -> req.bytes().map(Response::bytes)).open(false, "POST", "/");
    exchange.send("12345", false);
    assertThat(exchange.head().status()).hasToString("408");
  }

  @Test
  void a_client_that_takes_nothing_of_a_stream_is_reset() throws Exception {
    BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    Http3Client.Exchange exchange = impatient(req -> {
          req.context().ended().subscribe(outcomes::add);
          return Response.chunks(
              Flux.<ByteBuffer>generate(sink -> sink.next(ByteBuffer.wrap(new byte[10_000]))));
        })
        .open(true, "GET", "/");
    exchange.stream.config().setAutoRead(false);
    assertThat(SocketTest.next(outcomes)).isEqualTo(Outcome.CLIENT_GONE);
  }

  @Test
  void a_connection_without_streams_is_told_to_go() throws Exception {
    Http3Client quic = impatient(req -> Response.text("hello"));
    assertThat(quic.get("/").content()).isEqualTo("hello");
    assertThat(client.goAway()).isGreaterThan(1L << 60);
    client.connection().closeFuture().await(10_000);
    assertThat(client.connection().isOpen()).isFalse();
  }

  /** Returns a client of a server that waits for it a moment only, and with the connection whole. */
  private Http3Client impatient(Handler handler) throws Exception {
    Duration moment = Duration.ofMillis(300);
    server = server(
        handler,
        options -> options
            .withTls(TlsOptions.selfSigned())
            .withTimeouts(
                t -> t.withBodyIdle(moment).withWriteStall(moment).withKeepAlive(moment)));
    client = Http3Client.connect(server.port());
    return client;
  }
}
