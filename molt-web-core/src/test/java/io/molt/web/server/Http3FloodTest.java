package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Handler;
import io.molt.web.http.Observer;
import io.molt.web.http.Refused;
import io.molt.web.http.Response;
import io.molt.web.http.Service;
import io.molt.web.tls.TlsOptions;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.http3.DefaultHttp3UnknownFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Clients of HTTP/3 that do more of what gets nobody anywhere than any client needs to (RFC 9114 section 10.5). */
class Http3FloodTest extends SocketTest {
  private static final int LIMIT = 20;
  // A type that is reserved for frames without meaning (RFC 9114 section 7.2.8).
  private static final long RESERVED_FRAME = 0x40;
  private static final long REQUEST_CANCELLED = 0x10c;
  private static final byte CONTROL_STREAM = 0;
  private static final byte UNKNOWN_STREAM = 0x21;

  private final BlockingQueue<Refused> refused = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> begun = new LinkedBlockingQueue<>();
  private Http3Client client;

  @AfterEach
  void closeClient() {
    client.close();
  }

  private Http3Client client(UnaryOperator<Http3Options> change) throws Exception {
    return client(change, Timeouts.defaults().requestHead());
  }

  private Http3Client client(UnaryOperator<Http3Options> change, Duration requestHead)
      throws Exception {
    Observer observer = new Observer() {
      @Override
      public void onRefusal(Refused connection) {
        refused.add(connection);
      }
    };
    Handler handler = req -> {
      begun.add(req.target());
      return req.target().equals("/wait") ? Mono.never() : Response.text("served");
    };
    Server server = server(
        Service.of(handler, Schedulers.parallel(), Clock.systemUTC()).withObserver(observer),
        options -> options
            .withTls(TlsOptions.selfSigned())
            .withTimeouts(t -> t.withRequestHead(requestHead))
            .withHttp3(change));
    client = Http3Client.connect(server.port());
    return client;
  }

  private void assertEndedForFlooding() throws InterruptedException {
    assertEnded();
    assertThat(SocketTest.next(refused).reason()).isEqualTo(Refused.Reason.FLOOD);
  }

  private void assertEnded() throws InterruptedException {
    assertThat(client.connection().closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
  }

  private QuicStreamChannel open(byte streamType, int more) throws Exception {
    QuicStreamChannel stream = client
        .connection()
        .createStream(QuicStreamType.UNIDIRECTIONAL, new ChannelInboundHandlerAdapter())
        .get(10, TimeUnit.SECONDS);
    stream
        .writeAndFlush(Unpooled.copiedBuffer(new byte[] {streamType, (byte) more}))
        .sync();
    return stream;
  }

  @Test
  void requests_that_are_reset_as_soon_as_they_are_there() throws Exception {
    client(options -> options.withMaxResets(LIMIT));
    for (int i = 0; i <= LIMIT; i++) {
      Http3Client.Exchange exchange = client.get("/wait");
      SocketTest.next(begun);
      exchange.stream.shutdown((int) REQUEST_CANCELLED);
    }
    assertEndedForFlooding();
  }

  @Test
  void as_many_resets_as_are_allowed_are_borne_with() throws Exception {
    client(options -> options.withMaxResets(LIMIT));
    for (int i = 0; i < LIMIT; i++) {
      Http3Client.Exchange exchange = client.get("/wait");
      SocketTest.next(begun);
      exchange.stream.shutdown((int) REQUEST_CANCELLED);
    }
    assertThat(client.get("/").content()).isEqualTo("served");
  }

  @Test
  void malformed_heads_without_end() throws Exception {
    client(options -> options.withMaxResets(LIMIT));
    for (int i = 0; i <= LIMIT; i++) {
      client.get("/", "host", "elsewhere");
    }
    assertEnded();
    for (int i = 0; i <= LIMIT; i++) {
      assertThat(SocketTest.next(refused).reason()).isEqualTo(Refused.Reason.MALFORMED);
    }
    assertThat(SocketTest.next(refused).reason()).isEqualTo(Refused.Reason.FLOOD);
  }

  @Test
  void content_without_a_byte() throws Exception {
    Http3Client.Exchange exchange =
        client(options -> options.withMaxControlFrames(LIMIT)).open(false, "POST", "/wait");
    for (int i = 0; i <= LIMIT; i++) {
      exchange.stream.writeAndFlush(new DefaultHttp3DataFrame(Unpooled.EMPTY_BUFFER));
    }
    assertEndedForFlooding();
  }

  @Test
  void frames_without_meaning() throws Exception {
    Http3Client.Exchange exchange =
        client(options -> options.withMaxControlFrames(LIMIT)).open(false, "POST", "/wait");
    for (int i = 0; i <= LIMIT; i++) {
      exchange.stream.writeAndFlush(
          new DefaultHttp3UnknownFrame(RESERVED_FRAME, Unpooled.EMPTY_BUFFER));
    }
    assertEndedForFlooding();
  }

  @Test
  void a_stream_without_meaning() throws Exception {
    client(options -> options.withMaxControlFrames(LIMIT));
    QuicStreamChannel stream = open(UNKNOWN_STREAM, 0);
    for (int i = 0; i <= LIMIT && client.connection().isActive(); i++) {
      stream.writeAndFlush(Unpooled.copiedBuffer(new byte[1]));
      // So that pieces are read one by one.
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertEndedForFlooding();
  }

  @Test
  void a_second_control_stream_ends_the_connection() throws Exception {
    client(options -> options);
    open(CONTROL_STREAM, 4);
    assertEnded();
  }

  @ParameterizedTest
  @CsvSource({"2, 33", "3, 1"})
  void nonsense_beside_requests_ends_the_connection_and_is_not_logged(byte streamType, int more)
      throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      client(options -> options);
      open(streamType, more);
      assertEnded();
    } finally {
      System.setErr(before);
    }
    assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("WARN").doesNotContain("ERROR");
  }

  @Test
  void a_stream_without_a_head_is_closed_and_others_are_served() throws Exception {
    client(options -> options, Duration.ofMillis(300));
    BlockingQueue<Throwable> errors = new LinkedBlockingQueue<>();
    QuicStreamChannel silent = client
        .connection()
        .createStream(QuicStreamType.BIDIRECTIONAL, new ChannelInboundHandlerAdapter() {
          @Override
          public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
            errors.add(error);
          }
        })
        .get(10, TimeUnit.SECONDS);
    // The first byte of a frame that does not go on.
    silent.writeAndFlush(Unpooled.copiedBuffer(new byte[] {1})).sync();

    assertThat(SocketTest.next(errors)).hasMessageContaining("STREAM_RESET");
    assertThat(SocketTest.next(refused).reason()).isEqualTo(Refused.Reason.TIMED_OUT);
    assertThat(client.get("/").content()).isEqualTo("served");
  }
}
