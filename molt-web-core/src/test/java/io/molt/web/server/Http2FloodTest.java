package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Response;
import io.molt.web.server.FrameClient.Frame;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Clients that send more of what gets nobody anywhere than any client needs to (RFC 9113 section 10.5). */
class Http2FloodTest extends Http2Test {
  private static final int LIMIT = 20;

  private FrameClient client(UnaryOperator<Http2Options> change) {
    Server server = server(
        req -> req.target().equals("/wait") ? Mono.never() : Response.text("served"),
        options -> options.withHttp2(change));
    return http2(server);
  }

  private static void assertCalmedDown(FrameClient client) {
    assertThat(client.next(FrameClient.GOAWAY).goAwayCode())
        .isEqualTo(FrameClient.ENHANCE_YOUR_CALM);
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void streams_that_are_reset_as_soon_as_they_are_open() {
    FrameClient client = client(options -> options.withMaxResets(LIMIT));
    for (int i = 0; i <= LIMIT; i++) {
      client.get(2 * i + 1, "/wait").reset(2 * i + 1, FrameClient.CANCEL);
    }
    assertCalmedDown(client);
  }

  @Test
  void as_many_resets_as_are_allowed_are_borne_with() {
    FrameClient client = client(options -> options.withMaxResets(LIMIT));
    for (int i = 0; i < LIMIT; i++) {
      client.get(2 * i + 1, "/wait").reset(2 * i + 1, FrameClient.CANCEL);
    }
    assertThat(client.get(101, "/").answer(101).content()).isEqualTo("served");
  }

  @Test
  void streams_that_the_server_is_made_to_reset() {
    FrameClient client = client(options -> options.withMaxResets(LIMIT));
    for (int i = 0; i <= LIMIT; i++) {
      client.get(2 * i + 1, "/wait").windowUpdate(2 * i + 1, 0);
    }
    assertCalmedDown(client);
  }

  @Test
  void more_streams_than_are_allowed_at_a_time_are_refused() {
    FrameClient client = client(options -> options.withMaxConcurrentStreams(2));
    client.get(1, "/wait").get(3, "/wait").get(5, "/");
    Frame refused = client.nextOf(5);
    assertThat(refused.type()).isEqualTo(FrameClient.RST_STREAM);
    assertThat(refused.code()).isEqualTo(FrameClient.REFUSED_STREAM);
    client.reset(1, FrameClient.CANCEL).get(7, "/");
    assertThat(client.answer(7).content()).isEqualTo("served");
  }

  @Test
  void malformed_heads_without_end() {
    FrameClient client = client(options -> options.withMaxResets(LIMIT));
    for (int i = 0; i <= LIMIT; i++) {
      client.headers(2 * i + 1, true, ":method", "GET");
    }
    assertCalmedDown(client);
  }

  @Test
  void pings() {
    FrameClient client = client(options -> options.withMaxControlFrames(LIMIT));
    for (int i = 0; i <= LIMIT; i++) {
      client.frame(FrameClient.PING, 0, 0, new byte[8]);
    }
    assertCalmedDown(client);
  }

  @Test
  void settings() {
    FrameClient client = client(options -> options.withMaxControlFrames(LIMIT));
    for (int i = 0; i <= LIMIT; i++) {
      client.settings();
    }
    assertCalmedDown(client);
  }

  @Test
  void priorities() {
    FrameClient client = client(options -> options.withMaxControlFrames(LIMIT));
    for (int i = 0; i <= LIMIT; i++) {
      client.frame(FrameClient.PRIORITY, 0, 1, new byte[5]);
    }
    assertCalmedDown(client);
  }

  @Test
  void frames_of_unknown_types() {
    FrameClient client = client(options -> options.withMaxControlFrames(LIMIT));
    for (int i = 0; i <= LIMIT; i++) {
      client.frame(0x77, 0, 0, new byte[5]);
    }
    assertCalmedDown(client);
  }

  @Test
  void content_without_a_single_byte() {
    FrameClient client = client(options -> options.withMaxControlFrames(LIMIT));
    client.post(1, "/wait");
    for (int i = 0; i <= LIMIT; i++) {
      client.data(1, false, "");
    }
    assertCalmedDown(client);
  }

  @Test
  void a_head_in_small_pieces_without_end() {
    FrameClient client = client(options -> options);
    client.request(1, "GET", "/", false, 0);
    for (int i = 0; i < 100; i++) {
      client.continuation(1, false, FrameClient.fields("a", "b"));
    }
    assertCalmedDown(client);
  }

  @Test
  void a_head_in_large_pieces_without_end() {
    FrameClient client = client(options -> options);
    client.request(1, "GET", "/", false, 0);
    for (int i = 0; i < 20; i++) {
      client.continuation(1, false, FrameClient.fields("a", "x".repeat(16_000)));
    }
    assertThat(client.next(FrameClient.GOAWAY).goAwayCode()).isEqualTo(FrameClient.PROTOCOL_ERROR);
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void answers_to_pings_that_the_client_does_not_take_hold_its_pings_back() throws Exception {
    AtomicLong sent = new AtomicLong();
    FrameClient client = client(options -> options.withMaxControlFrames(Integer.MAX_VALUE));
    byte[] ping = FrameClient.bytes(FrameClient.PING, 0, 0, new byte[8]);
    byte[] many = ByteBuffer.allocate(ping.length * 1000).array();
    for (int i = 0; i < 1000; i++) {
      System.arraycopy(ping, 0, many, i * ping.length, ping.length);
    }
    Thread sender = new Thread(() -> {
      while (client.isTaken()) {
        client.send(many);
        sent.incrementAndGet();
      }
    });
    sender.start();
    long before = -1;
    while (before != sent.get()) {
      before = sent.get();
      Thread.sleep(500);
    }
    assertThat(sender.isAlive()).isTrue();
    client.close();
    sender.join();
  }

  @Test
  void more_requests_than_the_client_may_have_open_because_it_reads_no_answers() {
    FrameClient client = client(options -> options.withMaxResets(LIMIT));
    for (int stream = 1; client.isTaken() && stream < 2_000_000; stream += 2) {
      client.request(stream, "HEAD", "/", true);
    }
    assertThat(client.isTaken()).isFalse();
  }
}
