package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.http.Body;
import io.molt.web.http.Handler;
import io.molt.web.http.Protocol;
import io.molt.web.http.Response;
import io.molt.web.http.Service;
import io.molt.web.http.TrustedPeers;
import io.molt.web.tls.TlsOptions;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class UnixSocketTest extends SocketTest {
  private static final Handler WHO =
      request -> Response.text(request.context().peer().address() + " " + request.scheme() + "://"
          + request.host().get());
  private static final String CLOSE = "Connection: close\r\n";

  @TempDir
  Path directory;

  private Path path;

  @BeforeEach
  void choosePath() {
    path = directory.resolve("app.sock");
  }

  @Test
  void requests_are_answered_on_the_socket_and_on_the_port() throws Exception {
    Server server = listening(WHO);
    assertThat(get(CLOSE)).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nunix http://test");
    assertThat(client(server).get("/").read().content()).isEqualTo("127.0.0.1 http://test");
  }

  @Test
  void file_is_sent_whole() throws Exception {
    String content = "0123456789".repeat(200_000);
    Path file = Files.writeString(directory.resolve("large.txt"), content);
    listening(request -> Response.ok().withBody(new Body.File(file, 0, content.length())));
    assertThat(get(CLOSE)).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n" + content);
  }

  @Test
  void http_2_is_spoken_with_prior_knowledge() throws Exception {
    listening(WHO);
    try (SocketChannel client = connect()) {
      send(client, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      send(client, "\0\0\0\4\0\0\0\0\0");
      byte[] frame = Channels.newInputStream(client).readNBytes(9);
      assertThat(frame[3]).as("a SETTINGS frame").isEqualTo((byte) 4);
    }
  }

  @Test
  void a_proxy_on_the_same_machine_can_be_trusted() throws Exception {
    server(
        Service.of(WHO, Schedulers.parallel(), Clock.systemUTC())
            .withTrusted(TrustedPeers.of("unix")),
        options -> options.withUnixSocket(path).withProxies(p -> p.withTrusted("unix")));
    assertThat(get(CLOSE + "Forwarded: for=192.0.2.60;proto=https;host=shop\r\n"))
        .endsWith("192.0.2.60 https://shop");
  }

  @Test
  void nobody_is_told_there_of_a_port_that_a_proxy_stands_before() throws Exception {
    Server server =
        server(WHO, options -> options.withUnixSocket(path).withTls(TlsOptions.selfSigned()));
    assertThat(server.protocols()).contains(Protocol.HTTP_3);
    assertThat(get(CLOSE)).startsWith("HTTP/1.1 200 OK\r\n").doesNotContain("alt-svc");
  }

  @Test
  void owner_and_group_may_connect_unless_said_otherwise() throws Exception {
    Server server = listening(WHO);
    assertThat(permissions()).isEqualTo("rw-rw----");
    server.stop(Duration.ofSeconds(5));
    server(
        WHO, options -> options.withUnixSocket(UnixSocket.at(path).withPermissions("rw-------")));
    assertThat(permissions()).isEqualTo("rw-------");
  }

  @Test
  void the_socket_is_gone_once_the_server_has_stopped() {
    Server server = listening(WHO);
    assertThat(path).exists();
    server.stop(Duration.ofSeconds(5));
    assertThat(path).doesNotExist();
  }

  @Test
  void a_request_under_way_is_answered_while_the_server_stops() throws Exception {
    Server server = listening(
        request -> Mono.delay(Duration.ofMillis(200)).map(tick -> Response.text("answered")));
    try (SocketChannel client = connect()) {
      send(client, "GET / HTTP/1.1\r\nHost: test\r\n\r\n");
      Thread.sleep(50);
      server.stop(Duration.ofSeconds(5));
      assertThat(readAll(client)).contains("connection: close").endsWith("answered");
    }
  }

  @Test
  void what_a_server_has_left_behind_is_taken_away() throws Exception {
    try (ServerSocketChannel crashed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      crashed.bind(UnixDomainSocketAddress.of(path));
    }
    assertThat(path).exists();
    listening(WHO);
    assertThat(get(CLOSE)).endsWith("unix http://test");
  }

  @Test
  void a_socket_that_somebody_listens_on_is_left_alone() throws Exception {
    listening(WHO);
    assertThatThrownBy(() -> listening(WHO))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "unix socket: " + path + " is in use (expected: a path that nobody listens on)");
    assertThat(get(CLOSE)).endsWith("unix http://test");
  }

  @Test
  void a_file_is_left_alone() throws Exception {
    Files.writeString(path, "precious");
    assertThatThrownBy(() -> listening(WHO))
        .hasMessage("unix socket: " + path
            + " is no socket (expected: a path that is free, or a socket left behind)");
    assertThat(path).hasContent("precious");
  }

  @Test
  void a_pipe_that_somebody_has_there_is_left_alone() throws Exception {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> listening(WHO))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("unix socket: " + path
            + " is no socket (expected: a path that is free, or a socket left behind)");
    assertThat(path).exists();
  }

  @Test
  void a_path_that_cannot_be_stops_the_start_in_one_line() {
    path = directory.resolve("x".repeat(120));
    int length = path.toString().length();
    assertThatThrownBy(() -> listening(WHO))
        .hasMessageStartingWith("unix socket: " + path + " is too long with " + length
            + " bytes (expected: at most 10");
    path = directory.resolve("nowhere").resolve("app.sock");
    assertThatThrownBy(() -> listening(WHO))
        .hasMessage("unix socket: " + path
            + " cannot be made (expected: a path in a directory that may be written to)");
  }

  @Test
  void permissions_are_nine_letters() {
    assertThatThrownBy(() -> UnixSocket.at(path).withPermissions("0660"))
        .hasMessage("unix socket permissions: '0660' (expected: nine letters such as rw-rw----)");
  }

  private Server listening(Handler handler) {
    return server(handler, options -> options.withUnixSocket(path));
  }

  private String permissions() throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private String get(String fields) throws IOException {
    try (SocketChannel client = connect()) {
      send(client, "GET / HTTP/1.1\r\nHost: test\r\n" + fields + "\r\n");
      return readAll(client);
    }
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(path));
  }

  private static void send(SocketChannel client, String text) throws IOException {
    client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static String readAll(SocketChannel client) throws IOException {
    byte[] all = Channels.newInputStream(client).readAllBytes();
    return new String(all, StandardCharsets.ISO_8859_1);
  }
}
