package io.molt.web.coding;

import static io.molt.web.coding.CodingTester.compressed;
import static io.molt.web.coding.CodingTester.decompressed;
import static io.molt.web.coding.CodingTester.gzip;
import static io.molt.web.coding.CodingTester.joined;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the codings of the JDK make of contents, whole, in pieces, joined, cut off and damaged. */
class ContentCodingTest {
  private static final ContentCoding GZIP = ContentCoding.gzip();
  private static final ContentCoding DEFLATE = ContentCoding.deflate();
  private static final byte[] TEXT = "Words, words, words. ".repeat(500).getBytes(UTF_8);
  private static final byte[] NOISE = noise(300_000);

  static List<byte[]> contents() {
    return List.of(new byte[0], "a".getBytes(UTF_8), TEXT, NOISE, new byte[1_000_000]);
  }

  @ParameterizedTest
  @MethodSource("contents")
  void gzip_is_read_by_another_implementation(byte[] content) throws IOException {
    assertThat(foreign(compressed(GZIP, content, 1000))).isEqualTo(content);
    assertThat(foreign(GZIP.compress(content))).isEqualTo(content);
  }

  @ParameterizedTest
  @MethodSource("contents")
  void what_is_compressed_comes_back(byte[] content) {
    for (ContentCoding coding : List.of(GZIP, ContentCoding.gzip(9), DEFLATE)) {
      assertThat(decompressed(coding, compressed(coding, content, 5000), 777)).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 9, 10, 11, 100, 8192, 100_000})
  void pieces_of_any_size_are_read(int piece) {
    assertThat(decompressed(GZIP, gzip(TEXT), piece)).isEqualTo(TEXT);
    assertThat(decompressed(DEFLATE, zlib(TEXT, false), piece)).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 64, 100_000})
  void members_of_gzip_are_joined(int piece) {
    byte[] members = joined(gzip(TEXT), gzip(new byte[0]), gzip("end".getBytes(UTF_8)));

    assertThat(decompressed(GZIP, members, piece)).isEqualTo(joined(TEXT, "end".getBytes(UTF_8)));
  }

  @Test
  void every_cut_of_gzip_is_told() {
    byte[] whole = gzip("Words, words, words.".getBytes(UTF_8));

    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatExceptionOfType(CodingException.class)
          .as("%d of %d bytes", length, whole.length)
          .isThrownBy(() -> decompressed(GZIP, cut, 8192))
          .withMessage("gzip: the content is cut off");
    }
  }

  @Test
  void every_cut_of_a_second_member_is_told() {
    byte[] first = gzip("first".getBytes(UTF_8));
    byte[] both = joined(first, gzip("second".getBytes(UTF_8)));

    for (int length = first.length + 1; length < both.length; length++) {
      byte[] cut = Arrays.copyOf(both, length);
      assertThatExceptionOfType(CodingException.class)
          .as("%d of %d bytes", length, both.length)
          .isThrownBy(() -> decompressed(GZIP, cut, 3));
    }
  }

  @Test
  void every_cut_of_deflate_is_told() {
    byte[] whole = zlib("Words, words, words.".getBytes(UTF_8), false);

    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatExceptionOfType(CodingException.class)
          .as("%d of %d bytes", length, whole.length)
          .isThrownBy(() -> decompressed(DEFLATE, cut, 8192));
    }
  }

  @Test
  void deflate_without_its_wrapper_is_read() {
    assertThat(decompressed(DEFLATE, zlib(TEXT, true), 100)).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x02, 0x04, 0x08, 0x10, 0x1e, 0x1f})
  void head_with_any_of_its_fields_is_read(int flags) {
    byte[] member = withHead(flags, gzip(TEXT));

    assertThat(decompressed(GZIP, member, 1)).isEqualTo(TEXT);
    assertThat(decompressed(GZIP, joined(member, member), 4096)).isEqualTo(joined(TEXT, TEXT));
  }

  @Test
  void damage_is_told() {
    byte[] whole = gzip(TEXT);

    assertDamaged(whole, 0, "gzip: the content does not begin as it should");
    assertDamaged(whole, 1, "gzip: the content does not begin as it should");
    assertDamaged(whole, 2, "gzip: the content does not begin as it should");
    assertDamaged(whole, whole.length - 8, "gzip: the checksum is wrong");
    assertDamaged(whole, whole.length - 1, "gzip: the length is wrong");
    assertRefused(withHead(0x20, whole), "gzip: flags that nobody knows");
    byte[] head = withHead(0x02, whole);
    assertDamaged(head, 10, "gzip: the checksum of the head is wrong");
    assertRefused(
        joined(whole, "more".getBytes(UTF_8)), "gzip: the content does not begin as it should");
  }

  @Test
  void nothing_may_stand_behind_deflate() {
    byte[] more = joined(zlib(TEXT, false), new byte[] {1});

    assertThatExceptionOfType(CodingException.class)
        .isThrownBy(() -> decompressed(DEFLATE, more, 8192))
        .withMessage("deflate: there is more behind its end");
  }

  @Test
  void what_was_flushed_can_be_read() throws IOException {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    try (Coder compressor = GZIP.compressor();
        Coder decompressor = GZIP.decompressor()) {
      for (String element : List.of("one\n", "two\n", "three\n")) {
        compressor.write(ByteBuffer.wrap(element.getBytes(UTF_8)));
        compressor.flush();
        byte[] now = CodingTester.read(compressor);
        sent.writeBytes(now);
        decompressor.write(ByteBuffer.wrap(now));
        assertThat(new String(CodingTester.read(decompressor), UTF_8)).isEqualTo(element);
      }
      compressor.end();
      sent.writeBytes(CodingTester.read(compressor));
    }
    assertThat(foreign(sent.toByteArray())).asString(UTF_8).isEqualTo("one\ntwo\nthree\n");
  }

  @Test
  void what_was_not_flushed_waits_for_more() {
    try (Coder compressor = GZIP.compressor()) {
      compressor.write(ByteBuffer.wrap("one".getBytes(UTF_8)));

      assertThat(compressor.read()).isNull();
    }
  }

  @Test
  void pieces_are_of_some_kilobytes_at_most() {
    try (Coder decompressor = GZIP.decompressor()) {
      decompressor.write(ByteBuffer.wrap(gzip(new byte[10_000_000])));
      long total = 0;
      for (ByteBuffer piece = decompressor.read(); piece != null; piece = decompressor.read()) {
        assertThat(piece.remaining()).isLessThanOrEqualTo(8192);
        total += piece.remaining();
      }
      assertThat(total).isEqualTo(10_000_000);
    }
  }

  @Test
  void what_was_read_takes_no_more_memory() {
    AtomicReference<OutputStream> unread = new AtomicReference<>();
    Coder.Compressing watched = out -> {
      unread.set(out);
      return new DeflaterOutputStream(out, true);
    };
    long written = 0;
    try (Coder coder = Coder.compressing(watched)) {
      for (int i = 0; i < 30; i++) {
        coder.write(ByteBuffer.wrap(NOISE));
        written += CodingTester.read(coder).length;
        assertThat(((ByteArrayOutputStream) unread.get()).size()).isLessThan(NOISE.length);
      }
    }
    assertThat(written).isGreaterThan(8_000_000);
  }

  @Test
  void coding_is_asked_for_its_outcome_before_it_is_told_the_end() {
    ContentCoding copying = new Copying();

    assertThat(copying.compress(TEXT)).isEqualTo(TEXT);
  }

  @Test
  void position_of_what_is_written_stays() {
    ByteBuffer input = ByteBuffer.wrap(TEXT);
    try (Coder compressor = GZIP.compressor()) {
      compressor.write(input);
      compressor.end();
      CodingTester.read(compressor);
    }
    assertThat(input.remaining()).isEqualTo(TEXT.length);
  }

  @Test
  void closing_twice_is_closing_once() {
    for (ContentCoding coding : List.of(GZIP, DEFLATE)) {
      Coder compressor = coding.compressor();
      Coder decompressor = coding.decompressor();
      compressor.close();
      compressor.close();
      decompressor.close();
      decompressor.close();
    }
    assertThat(GZIP.token()).isEqualTo("gzip");
    assertThat(DEFLATE.token()).isEqualTo("deflate");
  }

  @Test
  void level_is_checked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ContentCoding.gzip(10))
        .withMessage("gzip level: 10 (expected: 1 to 9)");
    assertThatIllegalArgumentException().isThrownBy(() -> ContentCoding.gzip(0));
  }

  private static void assertDamaged(byte[] whole, int at, String message) {
    byte[] damaged = whole.clone();
    damaged[at] ^= 0x41;
    assertRefused(damaged, message);
  }

  private static void assertRefused(byte[] content, String message) {
    assertThatExceptionOfType(CodingException.class)
        .isThrownBy(() -> decompressed(GZIP, content, 8192))
        .withMessage(message);
  }

  /** Returns a member with another head: what the flags ask for is there. */
  private static byte[] withHead(int flags, byte[] member) {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, (byte) flags, 1, 2, 3, 4, 0, 3});
    if ((flags & 0x04) != 0) {
      head.writeBytes(new byte[] {5, 0, 'a', 'b', 1, 0, 'c'});
    }
    if ((flags & 0x08) != 0) {
      head.writeBytes("n\u00e4me.txt\0".getBytes(ISO_8859_1));
    }
    if ((flags & 0x10) != 0) {
      head.writeBytes("a comment\0".getBytes(ISO_8859_1));
    }
    if ((flags & 0x02) != 0) {
      CRC32 checksum = new CRC32();
      checksum.update(head.toByteArray());
      head.write((int) checksum.getValue() & 0xff);
      head.write((int) (checksum.getValue() >> 8) & 0xff);
    }
    return joined(head.toByteArray(), Arrays.copyOfRange(member, 10, member.length));
  }

  private static byte[] zlib(byte[] content, boolean bare) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, bare);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream zlib = new DeflaterOutputStream(out, deflater)) {
      zlib.write(content);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    } finally {
      deflater.end();
    }
    return out.toByteArray();
  }

  private static byte[] foreign(byte[] gzip) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return in.readAllBytes();
    }
  }

  private static byte[] noise(int length) {
    byte[] noise = new byte[length];
    new Random(1).nextBytes(noise);
    return noise;
  }

  /** A coding that changes nothing, and takes it ill when it is told more than it has been asked for. */
  private static final class Copying implements ContentCoding {
    @Override
    public String token() {
      return "copying";
    }

    @Override
    public Coder compressor() {
      return new Copy();
    }

    @Override
    public Coder decompressor() {
      return new Copy();
    }
  }

  private static final class Copy implements Coder {
    private ByteBuffer input = ByteBuffer.allocate(0);

    @Override
    public void write(ByteBuffer bytes) {
      requireRead();
      input = bytes.duplicate();
    }

    @Override
    public void flush() {
      // All that was written is returned anyway.
    }

    @Override
    public void end() {
      requireRead();
    }

    @Override
    public @Nullable ByteBuffer read() {
      if (!input.hasRemaining()) {
        return null;
      }
      ByteBuffer piece = input.slice().limit(Math.min(100, input.remaining()));
      input.position(input.position() + piece.remaining());
      return piece;
    }

    @Override
    public void close() {
      // There is nothing to free.
    }

    private void requireRead() {
      if (input.hasRemaining()) {
        throw new IllegalStateException("not all has been read");
      }
    }
  }
}
