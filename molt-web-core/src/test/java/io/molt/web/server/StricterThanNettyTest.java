package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Octets near the border between sound and malformed, through our decoder and through Netty's: what ours takes for sound
 * means the same to the other, and comes out alike however it is cut.
 */
class StricterThanNettyTest {
  private static final int SAMPLES = 5_000;
  // No octet above ASCII: Netty takes none in the extensions of chunks, where they are legal.
  private static final String SPICE = "\r\n\r\n \t:;,\"\\=+-0159afxG/%#@*\0\u000b\u007f";

  // Nor a blank between the value of an extension and the next one (RFC 9112 section 7.1.1).
  private static final Pattern LEGAL = Pattern.compile("=[^\r\n]*[ \t];");

  private final List<Row> rows = Stream.of(
          new StrictHeadTest(), new StrictTargetTest(), new StrictFramingTest())
      .flatMap(test -> test.rows().stream())
      .filter(row -> row.sent().length() < 300 && row.sent().chars().allMatch(c -> c < 0x80))
      // Netty still knows the eight octets of an old draft; we do not.
      .filter(row -> !row.sent().contains("Sec-WebSocket-Key1"))
      .toList();
  private final List<Row> sound = rows.stream().filter(Row::isServed).toList();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void what_is_accepted_has_one_meaning(long seed) {
    Random random = new Random(seed);
    int accepted = 0;
    for (int i = 0; i < SAMPLES; i++) {
      List<Row> from = random.nextInt(3) == 0 ? rows : sound;
      byte[] sample = changed(from.get(random.nextInt(from.size())), random);
      String shown = new String(sample, StandardCharsets.ISO_8859_1);
      List<String> ours = Decoding.of(sample);
      assertThat(Decoding.atRandom(sample, random)).as(shown).isEqualTo(ours);
      if (!ours.isEmpty() && ours.get(ours.size() - 1).startsWith("content ")) {
        accepted++;
        if (!LEGAL.matcher(shown).find()) {
          assertThat(Decoding.with(netty(), sample)).as(shown).isEqualTo(ours);
        }
      }
    }
    assertThat(accepted).isBetween(SAMPLES / 20, SAMPLES);
  }

  private static byte[] changed(Row row, Random random) {
    StringBuilder text = new StringBuilder(row.sent());
    for (int i = random.nextInt(2); i >= 0; i--) {
      int at = random.nextInt(text.length());
      char spice = SPICE.charAt(random.nextInt(SPICE.length()));
      switch (random.nextInt(4)) {
        case 0 -> text.setCharAt(at, spice);
        case 1 -> text.insert(at, spice);
        case 2 -> text.deleteCharAt(at).append(' ');
        default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 4)));
      }
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static HttpRequestDecoder netty() {
    return new HttpRequestDecoder(
        new HttpDecoderConfig().setMaxInitialLineLength(8192).setMaxHeaderSize(16_384));
  }
}
