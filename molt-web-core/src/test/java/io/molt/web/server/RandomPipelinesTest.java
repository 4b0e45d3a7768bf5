package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many requests with content sent at once, in pieces that end anywhere, to handlers that read all of it, some or nothing: each
 * gets its own answer, in order, however much may be read ahead.
 */
class RandomPipelinesTest extends TlsTesting {
  private static final int CONNECTIONS = 12;
  private static final int[] LENGTHS = {
    0, 1, 100, 2047, 2048, 2049, 5000, 20_000, 65_535, 65_536, 65_537, 140_000
  };

  @ParameterizedTest
  @MethodSource("limits")
  void each_request_gets_its_own_answer_in_order(Ahead ahead) throws Exception {
    Server server = server(Reading::answer, ahead::change);
    for (int seed = 0; seed < CONNECTIONS; seed++) {
      talk(client(server), new Random(seed), "seed " + seed);
    }
  }

  @ParameterizedTest
  @MethodSource("limits")
  void so_it_does_over_tls(Ahead ahead) throws Exception {
    Server server =
        server(Reading::answer, options -> ahead.change(options).withTls(forThisMachine()));
    SSLContext trusting = trusting(null);
    for (int seed = 0; seed < CONNECTIONS; seed++) {
      SSLSocket socket = socket(server, trusting, parameters -> {});
      socket.startHandshake();
      talk(closing(RawClient.over(socket)), new Random(seed), "TLS, seed " + seed);
    }
  }

  static Stream<Ahead> limits() {
    return Stream.of(
        new Ahead(0, 65_536, 65_536),
        new Ahead(3000, 65_536, 65_536),
        new Ahead(100_000, 1000, 3000),
        new Ahead(100_000_000, 65_536, 65_536));
  }

  private static void talk(RawClient client, Random random, String which) throws Exception {
    List<Upload> uploads = IntStream.range(0, 1 + random.nextInt(12))
        .mapToObj(i -> Upload.any("/" + i, random))
        .toList();
    byte[] wire = wire(uploads, random);
    CompletableFuture<Void> sent = send(client, wire, random);
    List<String> answers = new ArrayList<>();
    for (Upload upload : uploads) {
      answers.add(client.read().content());
    }
    assertThat(answers)
        .as(which)
        .isEqualTo(uploads.stream().map(Upload::expected).toList());
    sent.get(10, TimeUnit.SECONDS);
  }

  private static CompletableFuture<Void> send(RawClient client, byte[] wire, Random random) {
    int most = List.of(1500, 8000, 70_000, wire.length).get(random.nextInt(4));
    long seed = random.nextLong();
    return CompletableFuture.runAsync(() -> sendInPieces(client, wire, most, new Random(seed)));
  }

  private static void sendInPieces(RawClient client, byte[] wire, int most, Random random) {
    for (int at = 0; at < wire.length; ) {
      int count = Math.min(wire.length - at, 1 + random.nextInt(most));
      client.send(Arrays.copyOfRange(wire, at, at + count));
      at += count;
      if (random.nextInt(20) == 0) {
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private static byte[] wire(List<Upload> uploads, Random random) throws IOException {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (Upload upload : uploads) {
      upload.writeTo(wire, random);
    }
    return wire.toByteArray();
  }

  /** How much may be read ahead. */
  record Ahead(long total, int each, int chunk) {
    ServerOptions change(ServerOptions options) {
      return options.withBuffers(buffers -> buffers
          .withTotalReadAhead(total)
          .withReadAhead(each)
          .withMaxChunkSize(chunk)
          .withMaxDiscard(1 << 20));
    }
  }

  /** A request with content. */
  private record Upload(String target, Reading reading, byte[] content, boolean chunked) {
    static Upload any(String path, Random random) {
      Reading reading = Reading.values()[random.nextInt(Reading.values().length)];
      byte[] content = new byte[LENGTHS[random.nextInt(LENGTHS.length)]];
      random.nextBytes(content);
      return new Upload(path + "/" + reading, reading, content, random.nextBoolean());
    }

    String expected() {
      return reading.expected(target, content);
    }

    void writeTo(ByteArrayOutputStream wire, Random random) throws IOException {
      String framing = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + content.length;
      text(wire, "POST " + target + " HTTP/1.1\r\nHost: test\r\n" + framing + "\r\n\r\n");
      if (chunked) {
        writeChunks(wire, 1 + random.nextInt(70_000));
      } else {
        wire.write(content);
      }
    }

    private void writeChunks(ByteArrayOutputStream wire, int most) throws IOException {
      for (int at = 0; at < content.length; ) {
        int count = Math.min(content.length - at, most);
        text(wire, Integer.toHexString(count) + "\r\n");
        wire.write(content, at, count);
        text(wire, "\r\n");
        at += count;
      }
      text(wire, "0\r\n\r\n");
    }

    private static void text(ByteArrayOutputStream wire, String text) throws IOException {
      wire.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
  }
}
