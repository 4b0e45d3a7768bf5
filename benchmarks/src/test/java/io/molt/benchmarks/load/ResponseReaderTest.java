package io.molt.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponseReaderTest {
  private static final String FIXED =
      "HTTP/1.1 200 OK\r\nContent-Length: 13\r\nServer: any\r\n\r\nHello, World!";
  private static final String CHUNKED =
      "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\na;x=y\r\n0123456789\r\n3\r\nabc\r\n0\r\n\r\n";
  private static final String EMPTY = "HTTP/1.1 404 Not Found\r\ncontent-length:0\r\n\r\n";

  @Test
  void response_ends_after_the_content_whose_length_is_given() {
    assertThat(read(FIXED, FIXED.length())).containsExactly(200);
  }

  @Test
  void chunked_response_ends_after_its_trailers() {
    String withTrailers = CHUNKED.replace("0\r\n\r\n", "0\r\nDigest: none\r\n\r\n");

    assertThat(read(CHUNKED + withTrailers, 4096)).containsExactly(201, 201);
  }

  @Test
  void response_is_whole_with_its_last_byte_wherever_it_is_cut() {
    String all = FIXED + CHUNKED + EMPTY + FIXED;

    for (int size = 1; size < all.length(); size++) {
      assertThat(read(all, size)).as("%d bytes each", size).containsExactly(200, 201, 404, 200);
    }
    assertThat(read(FIXED.substring(0, FIXED.length() - 1), 4096)).isEmpty();
  }

  @Test
  void line_without_an_end_is_refused() {
    assertThatThrownBy(() -> read("HTTP/1.1 200 " + "x".repeat(9000), 4096))
        .hasMessage("line of a response: over 8192 bytes");
  }

  private static List<Integer> read(String text, int size) {
    ResponseReader reader = new ResponseReader();
    List<Integer> statuses = new ArrayList<>();
    for (int at = 0; at < text.length(); at += size) {
      String part = text.substring(at, Math.min(at + size, text.length()));
      ByteBuffer in = ByteBuffer.wrap(part.getBytes(StandardCharsets.US_ASCII));
      while (in.hasRemaining()) {
        int status = reader.read(in);
        if (status != 0) {
          statuses.add(status);
        }
      }
    }
    return statuses;
  }
}
