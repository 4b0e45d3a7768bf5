package io.molt.web.form;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found does not depend on how the content is cut into pieces. */
class PartParserTest {
  private static final String HEAD = "Content-Disposition: form-data; name=\"a\"\r\n\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "\r",
        "\r\n",
        "\r\n-",
        "\r\n--",
        "\r\n--x",
        "\r\n--xyz",
        "--xyz",
        "-",
        "\r\r\n--xyz",
        "\r\n\r\n--xyz\r",
        "\r\n--xy\r\n--xy",
        "\n--xyzz\n",
        "\u0000\u00ff"
      })
  void content_is_the_same_wherever_it_is_cut_in_two(String value) {
    String content = "preamble\r\n--xyzz \t\r\n" + HEAD + value + "\r\n--xyzz\r\n" + HEAD + "last"
        + "\r\n--xyzz--\r\nepilogue\r\n--xyzz\r\n";

    for (int cut = 0; cut <= content.length(); cut++) {
      assertThat(parse(content.substring(0, cut), content.substring(cut)))
          .as("cut at %d", cut)
          .containsExactly(value, "last");
    }
    assertThat(parse(content.split(""))).as("byte by byte").containsExactly(value, "last");
  }

  @Test
  void content_made_of_pieces_of_delimiters_is_found_as_it_was_sent() {
    Random random = new Random(70);
    for (int run = 0; run < 2000; run++) {
      String value = random(random, random.nextInt(60));
      String content = "--ab\r\n" + HEAD + value + "\r\n--ab--";

      assertThat(parse("ab", cut(content, random))).as("run %d", run).containsExactly(value);
    }
  }

  @Test
  void part_may_have_no_content_and_no_line_break_for_it() {
    assertThat(parse("--xyzz\r\n" + HEAD + "--xyzz--")).containsExactly("");
    assertThat(parse("--xyzz\r\n" + HEAD + "\r\n--xyzz--")).containsExactly("");
  }

  @Test
  void form_may_have_no_parts() {
    assertThat(parse("--xyzz--\r\n")).isEmpty();
    assertThat(parse("--xyzz--")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no delimiter at all",
        "--xyzz",
        "--xyzz\r\n",
        "--xyzz\r\n" + HEAD,
        "--xyzz\r\n" + HEAD + "value",
        "--xyzz\r\n" + HEAD + "value\r\n--xyz",
        "--xyzz\r\n" + HEAD + "value\r\n--xyzz",
        "--xyzz\r\n" + HEAD + "value\r\n--xyzz-"
      })
  void content_that_ends_in_the_midst_of_it_is_malformed(String content) {
    assertThatThrownBy(() -> parse(content))
        .isInstanceOf(FormException.class)
        .hasMessageContaining("--boundary--");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--xyzzy\r\n", "--xyzz\n", "--xyzz \rx", "--xyzz-x", "--xyzz\r\r\n"})
  void delimiter_with_more_on_its_line_is_malformed(String content) {
    assertThatThrownBy(() -> parse(content))
        .isInstanceOf(FormException.class)
        .hasMessageContaining("a delimiter is followed by the byte");
  }

  private static List<String> parse(String... pieces) {
    return parse("xyzz", List.of(pieces));
  }

  private static List<String> parse(String boundary, List<String> pieces) {
    PartParser parser = new PartParser(Boundary.delimiter(boundary), FormOptions.defaults());
    List<String> found = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (String text : pieces) {
      ByteBuffer piece = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
      for (PartParser.Step step = parser.next(piece);
          step != PartParser.Step.MORE;
          step = parser.next(piece)) {
        switch (step) {
          case CONTENT -> part.append(ISO_8859_1.decode(parser.content().duplicate()));
          case END -> {
            found.add(part.toString());
            part.setLength(0);
          }
          default -> assertThat(parser.head().name()).isEqualTo("a");
        }
      }
    }
    parser.finish();
    return found;
  }

  private static String random(Random random, int length) {
    StringBuilder out = new StringBuilder();
    while (out.length() < length) {
      out.append("\r\n-axb".charAt(random.nextInt(6)));
      if (random.nextInt(5) == 0) {
        out.append("\r\n--a");
      }
    }
    return out.toString().replace("--ab", "--a-");
  }

  private static List<String> cut(String content, Random random) {
    List<String> pieces = new ArrayList<>();
    for (int at = 0; at < content.length(); ) {
      int end = Math.min(content.length(), at + 1 + random.nextInt(12));
      pieces.add(content.substring(at, end));
      at = end;
    }
    return pieces;
  }
}
