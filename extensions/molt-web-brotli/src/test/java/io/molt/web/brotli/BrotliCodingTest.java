package io.molt.web.brotli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.aayushatharva.brotli4j.decoder.Decoder;
import io.molt.web.coding.Coder;
import io.molt.web.coding.CodingException;
import io.molt.web.coding.ContentCoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code br} makes of contents, whole, in pieces, cut off and damaged. */
class BrotliCodingTest {
  private static final byte[] TEXT = "Words, words, words. ".repeat(500).getBytes(UTF_8);

  private final ContentCoding coding = new BrotliCoding();

  static List<byte[]> contents() {
    byte[] noise = new byte[300_000];
    new Random(1).nextBytes(noise);
    return List.of(new byte[0], "a".getBytes(UTF_8), TEXT, noise, new byte[3_000_000]);
  }

  @ParameterizedTest
  @MethodSource("contents")
  void content_comes_back(byte[] content) throws IOException {
    byte[] whole = coding.compress(content);
    byte[] streamed = compressed(content);

    assertThat(foreign(whole)).isEqualTo(content);
    assertThat(foreign(streamed)).isEqualTo(content);
    assertThat(decompressed(whole, 777)).isEqualTo(content);
    assertThat(decompressed(streamed, 100_000)).isEqualTo(content);
  }

  @Test
  void it_is_found_on_the_class_path_and_taken_before_gzip() {
    assertThat(ContentCoding.available().stream().map(ContentCoding::token))
        .containsExactly("br", "gzip");
  }

  @Test
  void every_cut_is_told() {
    byte[] whole = coding.compress("Words, words, words.".getBytes(UTF_8));

    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatExceptionOfType(CodingException.class)
          .as("%d of %d bytes", length, whole.length)
          .isThrownBy(() -> decompressed(cut, 8192))
          .withMessage("br: the content is cut off");
    }
  }

  @Test
  void what_was_flushed_can_be_read() {
    try (Coder compressor = coding.compressor();
        Coder decompressor = coding.decompressor()) {
      for (String element : List.of("one\n", "two\n", "three\n")) {
        compressor.write(ByteBuffer.wrap(element.getBytes(UTF_8)));
        compressor.flush();
        decompressor.write(ByteBuffer.wrap(read(compressor)));
        assertThat(new String(read(decompressor), UTF_8)).isEqualTo(element);
      }
    }
  }

  @Test
  void damage_is_told() {
    byte[] damaged = new byte[100];
    Arrays.fill(damaged, (byte) 0xff);

    assertThatExceptionOfType(CodingException.class)
        .isThrownBy(() -> decompressed(damaged, 8192))
        .withMessageStartingWith("br: ");
  }

  @Test
  void nothing_may_stand_behind_its_end() {
    ByteArrayOutputStream more = new ByteArrayOutputStream();
    more.writeBytes(coding.compress(TEXT));
    more.write(1);

    assertThatExceptionOfType(CodingException.class)
        .isThrownBy(() -> decompressed(more.toByteArray(), 8192))
        .withMessageStartingWith("br: ");
  }

  @Test
  void closing_twice_is_closing_once() {
    Coder compressor = coding.compressor();
    Coder decompressor = coding.decompressor();
    compressor.close();
    compressor.close();
    decompressor.close();
    decompressor.close();

    assertThat(coding.isAvailable()).isTrue();
  }

  @Test
  void level_is_checked() {
    assertThat(BrotliCoding.ofQuality(9).compress(TEXT)).hasSizeLessThan(TEXT.length);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BrotliCoding.ofQuality(12))
        .withMessage("brotli quality: 12 (expected: 0 to 11)");
  }

  private byte[] compressed(byte[] content) {
    try (Coder coder = coding.compressor()) {
      return run(coder, content, 5000);
    }
  }

  private byte[] decompressed(byte[] content, int piece) {
    try (Coder coder = coding.decompressor()) {
      return run(coder, content, piece);
    }
  }

  private static byte[] run(Coder coder, byte[] content, int piece) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < content.length; at += piece) {
      int size = Math.min(piece, content.length - at);
      coder.write(ByteBuffer.wrap(content, at, size).slice().asReadOnlyBuffer());
      out.writeBytes(read(coder));
    }
    coder.end();
    out.writeBytes(read(coder));
    return out.toByteArray();
  }

  private static byte[] read(Coder coder) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ByteBuffer piece = coder.read(); piece != null; piece = coder.read()) {
      assertThat(piece.remaining()).isLessThanOrEqualTo(8192);
      byte[] bytes = new byte[piece.remaining()];
      piece.get(bytes);
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] foreign(byte[] content) throws IOException {
    // Not its stream: that takes content for cut off whose last bits spell more than a window.
    return Decoder.decompress(content).getDecompressedData();
  }
}
