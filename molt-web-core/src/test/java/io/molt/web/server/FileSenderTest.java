package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Body;
import io.molt.web.http.Handler;
import io.molt.web.http.Headers;
import io.molt.web.http.Outcome;
import io.molt.web.http.Response;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Schedulers;

/** Files that go from the cache of the system to the socket. */
@Timeout(60)
class FileSenderTest extends SocketTest {
  private static final int PIECE = 512 * 1024;
  private static final int LARGE = 32 * 1024 * 1024;
  private static final int SMALL_BUFFER = 4096;

  private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();

  @TempDir
  private Path dir;

  @AfterEach
  void nothingIsLeftOpen() throws Exception {
    closeAllClients();
    for (int i = 0; i < 100 && isOpen(); i++) {
      Thread.sleep(50);
    }
    assertThat(isOpen()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_536, 65_537, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 5_000_017})
  void file_arrives_byte_by_byte_and_the_connection_goes_on(int length) throws Exception {
    byte[] content = content(length);
    Path file = file(content);
    RawClient client = serve(request -> send(file, 0, length));

    for (int i = 0; i < 2; i++) {
      assertThat(client.get("/").readHead().fields()).containsEntry("content-length", "" + length);
      assertThat(client.input().readNBytes(length)).isEqualTo(content);
    }
  }

  @Test
  void part_of_a_file_arrives() throws Exception {
    byte[] content = content(3_000_017);
    Path file = file(content);
    RawClient client = serve(request -> send(file, 1_000_001, 1_500_000));

    client.get("/").readHead();

    assertThat(client.input().readNBytes(1_500_000))
        .isEqualTo(Arrays.copyOfRange(content, 1_000_001, 2_500_001));
  }

  @Test
  void requests_ahead_of_their_turn_are_answered_in_order() throws Exception {
    byte[] content = content(2_000_000);
    Path file = file(content);
    RawClient client = serve(request -> request.rawPath().equals("/file")
        ? send(file, 0, content.length)
        : Response.text("between"));

    client.get("/file").get("/").get("/file").get("/");

    for (int i = 0; i < 2; i++) {
      client.readHead();
      assertThat(client.input().readNBytes(content.length)).isEqualTo(content);
      assertThat(client.read().content()).isEqualTo("between");
    }
  }

  @Test
  void http_1_0_gets_a_file() throws Exception {
    byte[] content = content(1_000_000);
    Path file = file(content);
    RawClient client = serve(request -> send(file, 0, content.length));

    client.send("GET / HTTP/1.0\r\n\r\n").readHead();

    assertThat(client.input().readAllBytes()).isEqualTo(content);
  }

  @Test
  void file_that_has_become_shorter_before_it_is_sent_breaks_the_response_off() throws Exception {
    Path file = file(content(1_000_000));
    RawClient client = serve(noting(file, LARGE));

    client.get("/").readHead();

    assertThat(client.input().readAllBytes()).hasSizeLessThanOrEqualTo(1_000_000);
    assertThat(next(outcomes)).isEqualTo(Outcome.FAILED);
  }

  @Test
  void file_that_gets_shorter_while_it_is_sent_breaks_the_response_off() throws Exception {
    Path file = file(content(LARGE));
    RawClient client = client(server(noting(file, LARGE)), SMALL_BUFFER);
    client.get("/").readHead();
    client.input().readNBytes(100_000);

    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(100_000);
    }

    assertThat(client.input().readAllBytes()).hasSizeLessThan(LARGE - 100_000);
    assertThat(next(outcomes)).isEqualTo(Outcome.FAILED);
  }

  @Test
  void file_that_is_replaced_while_it_is_sent_is_sent_as_it_was() throws Exception {
    byte[] content = content(LARGE);
    Path file = file(content);
    RawClient client = client(server(noting(file, LARGE)), SMALL_BUFFER);
    client.get("/").readHead();
    byte[] start = client.input().readNBytes(1);

    Files.delete(file);
    Files.write(file, new byte[LARGE]);

    byte[] rest = client.input().readNBytes(LARGE - 1);
    assertThat(start).isEqualTo(Arrays.copyOf(content, 1));
    assertThat(rest).isEqualTo(Arrays.copyOfRange(content, 1, LARGE));
    assertThat(next(outcomes)).isEqualTo(Outcome.COMPLETED);
  }

  @Test
  void file_that_is_not_there_any_more_breaks_the_response_off() throws Exception {
    RawClient client = serve(noting(dir.resolve("gone"), LARGE));

    client.get("/").readHead();

    assertThat(client.input().readAllBytes()).isEmpty();
    assertThat(next(outcomes)).isEqualTo(Outcome.FAILED);
  }

  @Test
  void client_that_leaves_is_noticed() throws Exception {
    Path file = file(content(LARGE));
    RawClient client = client(server(noting(file, LARGE)), SMALL_BUFFER);
    client.get("/").readHead();
    client.input().readNBytes(100_000);

    client.reset();

    assertThat(next(outcomes)).isEqualTo(Outcome.CLIENT_GONE);
  }

  @Test
  void client_that_leaves_is_noticed_where_the_file_is_copied() throws Exception {
    Path file = file(content(LARGE));
    Handler copied = request -> {
      request.context().ended().subscribe(outcomes::add);
      return send(file, 0, LARGE).withTrailers(Headers::empty);
    };
    RawClient client = client(server(copied), SMALL_BUFFER);
    client.get("/").readHead();
    client.input().readNBytes(100_000);

    client.reset();

    assertThat(next(outcomes)).isEqualTo(Outcome.CLIENT_GONE);
  }

  @Test
  void client_that_takes_nothing_is_given_up() throws Exception {
    Path file = file(content(LARGE));
    UnaryOperator<Timeouts> hasty = t -> t.withWriteStall(Duration.ofMillis(300));
    RawClient client =
        client(server(noting(file, LARGE), o -> o.withTimeouts(hasty)), SMALL_BUFFER);

    client.get("/").readHead();

    assertThat(next(outcomes)).isEqualTo(Outcome.CLIENT_GONE);
  }

  @Test
  void client_that_takes_some_each_time_is_waited_for() throws Exception {
    Path file = file(content(2 * 1024 * 1024));
    UnaryOperator<Timeouts> hasty = t -> t.withWriteStall(Duration.ofSeconds(1));
    RawClient client =
        client(server(noting(file, 2 * 1024 * 1024), o -> o.withTimeouts(hasty)), SMALL_BUFFER);
    client.get("/").readHead();

    for (int i = 0; i < 12; i++) {
      client.input().readNBytes(128 * 1024);
      Thread.sleep(150);
    }
    client.input().readNBytes(4 * 128 * 1024);

    assertThat(next(outcomes)).isEqualTo(Outcome.COMPLETED);
  }

  @Test
  void clients_that_take_nothing_keep_no_thread() throws Exception {
    byte[] content = content(LARGE);
    Path file = file(content);
    Server server = server(noting(file, LARGE));

    for (int i = 0; i < 2 * Schedulers.DEFAULT_BOUNDED_ELASTIC_SIZE; i++) {
      client(server, SMALL_BUFFER).get("/").readHead();
    }

    RawClient last = client(server).get("/");
    last.readHead();
    assertThat(last.input().readNBytes(LARGE)).isEqualTo(content);
  }

  @Test
  void deadline_ends_it() throws Exception {
    Path file = file(content(LARGE));
    Handler late = request -> {
      request.context().shortenDeadline(Instant.now().plusMillis(300));
      return noting(file, LARGE).handle(request);
    };
    RawClient client = client(server(late), SMALL_BUFFER);

    client.get("/").readHead();

    assertThat(next(outcomes)).isEqualTo(Outcome.DEADLINE);
  }

  private Handler noting(Path file, long length) {
    return request -> {
      request.context().ended().subscribe(outcomes::add);
      return send(file, 0, length);
    };
  }

  private static Response send(Path file, long position, long length) {
    return Response.ok().withBody(new Body.File(file, position, length));
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(dir.resolve("content"), content);
  }

  private static byte[] content(int length) {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    return content;
  }

  /** Returns whether this process has the file open, where the system tells. */
  private boolean isOpen() throws IOException {
    Path numbers = Path.of("/proc/self/fd");
    if (!Files.isDirectory(numbers)) {
      return false;
    }
    try (Stream<Path> all = Files.list(numbers)) {
      return all.anyMatch(number -> target(number).startsWith(dir.toString()));
    }
  }

  private static String target(Path number) {
    try {
      return Files.readSymbolicLink(number).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }
}
