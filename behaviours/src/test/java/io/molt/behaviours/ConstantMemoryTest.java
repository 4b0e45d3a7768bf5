package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.coding.Coder;
import io.molt.web.coding.ContentCoding;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bodies far larger than the heap pass through a server with 64 MB of it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ConstantMemoryTest {
  private static final long GIBIBYTE = 1L << 30;
  private static final int ELEMENTS = 10_000_000;

  @TempDir
  private Path files;

  private Process server;
  private int port;

  @BeforeEach
  void startServer() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    server = new ProcessBuilder(
            java.toString(),
            "-Xmx64m",
            "-XX:MaxDirectMemorySize=64m",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dio.netty.leakDetection.level=disabled",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            StreamingServer.class.getName(),
            files.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
    port = Integer.parseInt(out.readLine());
  }

  @AfterEach
  void stopServer() throws Exception {
    server.getOutputStream().close();
    if (!server.waitFor(10, TimeUnit.SECONDS)) {
      server.destroyForcibly();
    }
  }

  @Test
  void one_gibibyte_is_echoed() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      CompletableFuture<Void> upload = CompletableFuture.runAsync(() -> upload(socket));
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      assertThat(readHead(in)).startsWith("HTTP/1.1 200").contains("transfer-encoding: chunked");
      assertThat(readChunks(in, new Pattern())).isEqualTo(GIBIBYTE);
      upload.get(10, TimeUnit.SECONDS);
    }
    assertThat(server.isAlive()).isTrue();
  }

  @Test
  void four_gibibytes_of_a_static_file_are_downloaded() throws Exception {
    long length = 4 * GIBIBYTE;
    writeSparse(length);
    try (Socket socket = new Socket("127.0.0.1", port)) {
      send(socket, "GET /files/large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n");
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      assertThat(readHead(in)).startsWith("HTTP/1.1 200").contains("content-length: " + length);
      in.skipNBytes(length - 1);
      assertThat(in.read()).isEqualTo('x');
    }
    assertThat(server.isAlive()).isTrue();
  }

  @Test
  void content_that_is_compressed_on_its_way_may_be_larger_than_the_heap() throws Exception {
    int blocks = Integer.getInteger("compressed.mebibytes", 256);
    try (Socket socket = new Socket("127.0.0.1", port);
        Coder gzip = ContentCoding.gzip().decompressor()) {
      send(
          socket,
          "GET /noise/" + blocks + " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n");
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      assertThat(readHead(in)).startsWith("HTTP/1.1 200").contains("content-encoding: gzip");
      Decompressed content = new Decompressed(gzip);
      assertThat(readChunks(in, content)).isGreaterThan((long) blocks * StreamingServer.NOISE);
      gzip.end();
      assertThat(content.length).isEqualTo((long) blocks * StreamingServer.NOISE);
    }
    assertThat(server.isAlive()).isTrue();
  }

  @Test
  void content_that_comes_compressed_may_be_larger_than_the_heap() throws Exception {
    byte[] content = zeros(GIBIBYTE);
    try (Socket socket = new Socket("127.0.0.1", port)) {
      send(
          socket,
          "POST /octets HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: gzip\r\nContent-Length: "
              + content.length + "\r\n\r\n");
      socket.getOutputStream().write(content);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      assertThat(readHead(in)).startsWith("HTTP/1.1 200");
      assertThat(new String(in.readNBytes(10), StandardCharsets.US_ASCII)).isEqualTo("" + GIBIBYTE);
    }
    assertThat(server.isAlive()).isTrue();
  }

  @Test
  void parts_of_a_static_file_are_downloaded_that_are_larger_than_the_heap() throws Exception {
    long length = 4 * GIBIBYTE;
    writeSparse(length);
    String ranges = "bytes=0-" + (GIBIBYTE / 4 - 1) + ",-" + GIBIBYTE / 4;
    try (Socket socket = new Socket("127.0.0.1", port)) {
      send(
          socket,
          "GET /files/large.bin HTTP/1.1\r\nHost: localhost\r\nRange: " + ranges + "\r\n\r\n");
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      String head = readHead(in);
      assertThat(head).startsWith("HTTP/1.1 206").contains("multipart/byteranges; boundary=");
      String boundary = head.substring(head.indexOf("boundary=") + 9).split("\r\n", 2)[0];
      String end = "x\r\n--" + boundary + "--\r\n";
      in.skipNBytes(contentLength(head) - end.length());
      assertThat(new String(in.readNBytes(end.length()), StandardCharsets.US_ASCII))
          .isEqualTo(end);
    }
    assertThat(server.isAlive()).isTrue();
  }

  @Test
  void ten_million_elements_are_streamed_out_as_one_array() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      send(socket, "GET /elements/" + ELEMENTS + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      assertThat(readHead(in)).startsWith("HTTP/1.1 200");
      ElementCounter counter = new ElementCounter();
      readChunks(in, counter);
      assertThat(counter.elements).isEqualTo(ELEMENTS);
      assertThat(counter.first).isEqualTo('[');
      assertThat(counter.last).isEqualTo(']');
    }
    assertThat(server.isAlive()).isTrue();
  }

  @Test
  void one_gibibyte_of_a_page_is_rendered_while_it_is_sent() throws Exception {
    long rows = GIBIBYTE / StreamingServer.ROW.length();
    String target = "/page?rows=" + rows + "&classes=" + TemplateClasses.DIRECTORY;
    try (Socket socket = new Socket("127.0.0.1", port)) {
      send(socket, "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      assertThat(readHead(in)).startsWith("HTTP/1.1 200").contains("transfer-encoding: chunked");
      int row = StreamingServer.ROW.length() + "<li></li>\n".length();
      assertThat(readChunks(in, chunk -> {})).isEqualTo("<ul>\n</ul>\n".length() + rows * row);
    }
    assertThat(server.isAlive()).isTrue();
  }

  @Test
  void an_array_larger_than_the_heap_is_read_element_by_element() throws Exception {
    byte[] element =
        "{\"number\":1,\"text\":\"element\"},".repeat(1000).getBytes(StandardCharsets.US_ASCII);
    int blocks = 5000;
    byte[] last = "{\"number\":1,\"text\":\"element\"}]".getBytes(StandardCharsets.US_ASCII);
    long length = 1 + (long) blocks * element.length + last.length;
    try (Socket socket = new Socket("127.0.0.1", port)) {
      send(
          socket,
          "POST /count HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
              + length + "\r\n\r\n[");
      OutputStream out = socket.getOutputStream();
      for (int i = 0; i < blocks; i++) {
        out.write(element);
      }
      out.write(last);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      assertThat(readHead(in)).startsWith("HTTP/1.1 200");
      assertThat(new String(in.readNBytes(7), StandardCharsets.US_ASCII)).isEqualTo("5000001");
    }
  }

  @Test
  void file_of_four_gibibytes_in_a_form_is_saved() throws Exception {
    long length = 4 * GIBIBYTE;
    byte[] block = new byte[1 << 16];
    new Random(1).nextBytes(block);
    // Not where temporary files go: that is memory on some systems.
    Path directory = Files.createTempDirectory(Path.of("target"), "upload");
    Path saved = directory.resolve("saved");
    try {
      assertThat(uploadForm("/form?file=" + saved, block, length)).startsWith("HTTP/1.1 200");
      assertThat(Files.size(saved)).isEqualTo(length);
      try (InputStream in = Files.newInputStream(saved)) {
        in.skipNBytes(length - block.length);
        assertThat(in.readAllBytes()).isEqualTo(block);
      }
    } finally {
      Files.deleteIfExists(saved);
      Files.delete(directory);
    }
    assertThat(server.isAlive()).isTrue();
  }

  @Test
  void content_that_no_handler_reads_stays_with_its_many_clients() throws Exception {
    byte[] content = new byte[60_000];
    List<Socket> clients = new ArrayList<>();
    try (Socket prober = new Socket("127.0.0.1", port)) {
      for (int i = 0; i < 2000; i++) {
        Socket client = new Socket("127.0.0.1", port);
        clients.add(client);
        send(client, "POST /ignored HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n");
        client.getOutputStream().write(content);
      }
      send(prober, "GET /elements/1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(readHead(prober.getInputStream())).startsWith("HTTP/1.1 200");
      assertThat(server.isAlive()).isTrue();
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  private void writeSparse(long length) throws IOException {
    try (RandomAccessFile sparse =
        new RandomAccessFile(files.resolve("large.bin").toFile(), "rw")) {
      sparse.setLength(length);
      sparse.seek(length - 1);
      sparse.write('x');
    }
  }

  private static long contentLength(String head) {
    String field = "content-length: ";
    String value = head.substring(head.indexOf(field) + field.length());
    return Long.parseLong(value.substring(0, value.indexOf('\r')));
  }

  private String uploadForm(String target, byte[] block, long length) throws IOException {
    byte[] head = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n"
        .getBytes(StandardCharsets.US_ASCII);
    byte[] end = "\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = new Socket("127.0.0.1", port)) {
      send(
          socket,
          "POST " + target + " HTTP/1.1\r\nHost: localhost\r\n"
              + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: "
              + (head.length + length + end.length) + "\r\n\r\n");
      OutputStream out = socket.getOutputStream();
      out.write(head);
      for (long sent = 0; sent < length; sent += block.length) {
        out.write(block);
      }
      out.write(end);
      return readHead(new BufferedInputStream(socket.getInputStream()));
    }
  }

  private static void upload(Socket socket) {
    try {
      send(
          socket,
          "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + GIBIBYTE + "\r\n\r\n");
      byte[] block = new byte[1 << 16];
      for (int i = 0; i < block.length; i++) {
        block[i] = (byte) i;
      }
      for (long sent = 0; sent < GIBIBYTE; sent += block.length) {
        socket.getOutputStream().write(block);
      }
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  private static byte[] zeros(long length) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      byte[] block = new byte[1 << 16];
      for (long written = 0; written < length; written += block.length) {
        gzip.write(block);
      }
    }
    return out.toByteArray();
  }

  private static void send(Socket socket, String head) throws IOException {
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = in.read();
      assertThat(c).as("response head, read so far: %s", head).isNotNegative();
      head.append((char) c);
    }
    return head.toString();
  }

  private static long readChunks(InputStream in, Content content) throws IOException {
    long total = 0;
    while (true) {
      int size = Integer.parseInt(readLine(in), 16);
      byte[] chunk = in.readNBytes(size);
      assertThat(chunk).hasSize(size);
      content.accept(chunk);
      total += size;
      assertThat(readLine(in)).isEmpty();
      if (size == 0) {
        return total;
      }
    }
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("connection ended in mid-stream");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private interface Content {
    void accept(byte[] chunk);
  }

  /** Checks that byte n of the stream is n modulo 256. */
  private static final class Pattern implements Content {
    private long at;

    @Override
    public void accept(byte[] chunk) {
      for (byte b : chunk) {
        if (b != (byte) at++) {
          throw new AssertionError("byte " + (at - 1) + ": " + b);
        }
      }
    }
  }

  private static final class Decompressed implements Content {
    private final Coder coder;
    private long length;

    Decompressed(Coder coder) {
      this.coder = coder;
    }

    @Override
    public void accept(byte[] chunk) {
      coder.write(ByteBuffer.wrap(chunk));
      for (ByteBuffer piece = coder.read(); piece != null; piece = coder.read()) {
        length += piece.remaining();
      }
    }
  }

  private static final class ElementCounter implements Content {
    private int elements;
    private int first = -1;
    private int last = -1;

    @Override
    public void accept(byte[] chunk) {
      for (byte b : chunk) {
        elements += b == '{' ? 1 : 0;
        first = first < 0 ? b : first;
        last = b;
      }
    }
  }
}
