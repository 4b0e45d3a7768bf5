package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.http.Observer;
import io.molt.web.http.Refused;
import io.molt.web.http.Response;
import io.molt.web.http.Service;
import io.molt.web.tls.TlsOptions;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicStreamType;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Schedulers;

/** What is malformed in the head of a request of HTTP/3 (RFC 9114 sections 4.1.2 and 4.2), and never reaches a handler. */
class Http3HeadTest extends SocketTest {
  private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();
  private final BlockingQueue<Refused> refused = new LinkedBlockingQueue<>();
  private Http3Client client;

  @BeforeEach
  void connect() throws Exception {
    Service service = Service.of(
            request -> {
              handled.add(request.target());
              return Response.ok();
            },
            Schedulers.parallel(),
            Clock.systemUTC())
        .withObserver(new Observer() {
          @Override
          public void onRefusal(Refused what) {
            refused.add(what);
          }
        });
    Server server = server(service, options -> options.withTls(TlsOptions.selfSigned()));
    client = Http3Client.connect(server.port());
  }

  @AfterEach
  void closeClient() {
    client.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "b\r\nc: d",
        "b\nc: d",
        "b\rc",
        "b\0c",
        "b\u0001c",
        "b\u007fc",
        " b",
        "b ",
        "\tb",
        "b\t"
      })
  void a_value_with_control_characters_or_blanks_around_it_is_refused(String value)
      throws Exception {
    assertRefused("The value of a header field is malformed", "x-a", value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x a", "x:a", "x\r\na", "x\0a", "x(a)", "x\u00e9"})
  void a_name_that_is_no_token_is_refused(String name) throws Exception {
    assertRefused("The name of a header field is malformed", name, "b");
  }

  @ParameterizedTest
  @CsvSource({
    "transfer-encoding, chunked",
    "upgrade, websocket",
    "keep-alive, timeout=5",
    "proxy-connection, close"
  })
  void a_field_of_the_connection_is_refused(String name, String value) throws Exception {
    assertRefused("A header field is about a connection of HTTP/1.1", name, value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1x", "+3", "-1", "0x1", "99999999999999999999"})
  void a_content_length_that_is_no_number_is_refused(String length) throws Exception {
    assertRefused("The Content-Length field is malformed", "content-length", length);
  }

  @ParameterizedTest
  @CsvSource({"X-Upper, a", "connection, close", "te, gzip"})
  void what_the_codec_finds_malformed_is_a_reset_and_told(String name, String value)
      throws Exception {
    assertThatThrownBy(() -> client.get("/", name, value).content()).isNotNull();
    assertThat(SocketTest.next(refused).reason()).isEqualTo(Refused.Reason.MALFORMED);
    assertThat(handled).isEmpty();
  }

  @Test
  void a_refusal_is_there_for_a_client_that_reads_it_late() throws Exception {
    Http3Client.Exchange exchange = client.openUnread(false, "POST", "/", "x-a", "b\0c");
    assertThat(SocketTest.next(refused).status()).isEqualTo(400);
    assertThat(client.get("/other").head().status()).hasToString("200");
    Thread.sleep(300);

    exchange.stream.config().setAutoRead(true);

    assertThat(exchange.head().status()).hasToString("400");
    assertThat(exchange.content()).contains("malformed");
  }

  @Test
  void what_is_allowed_is_served() throws Exception {
    String[] fields = {
      "te", "trailers", "x-empty", "", "x-a", "a\tb \u00e9", "x!#$%&'*+-.^_`|~9", "b"
    };
    assertThat(client.get("/fine", fields).head().status()).hasToString("200");
    assertThat(List.copyOf(handled)).containsExactly("/fine");
    assertThat(refused).isEmpty();
  }

  @Test
  void a_frame_whose_content_ends_too_early_ends_the_connection() throws Exception {
    // A PUSH_PROMISE with a push id, and half of a field section's prefix.
    byte[] tooShort = {5, 2, 0, 0};
    client
        .connection()
        .createStream(QuicStreamType.BIDIRECTIONAL, new ChannelInboundHandlerAdapter())
        .get(10, TimeUnit.SECONDS)
        .writeAndFlush(Unpooled.copiedBuffer(tooShort))
        .sync();

    assertThat(client.connection().closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(SocketTest.next(refused).reason()).isEqualTo(Refused.Reason.MALFORMED);
  }

  private void assertRefused(String why, String name, String value) throws Exception {
    Http3Client.Exchange exchange = client.open(false, "POST", "/", name, value);
    assertThat(exchange.head().status()).hasToString("400");
    assertThat(exchange.content()).contains(why);
    Refused told = SocketTest.next(refused);
    assertThat(told.reason()).isEqualTo(Refused.Reason.MALFORMED);
    assertThat(told.status()).isEqualTo(400);
    assertThat(handled).isEmpty();
  }
}
