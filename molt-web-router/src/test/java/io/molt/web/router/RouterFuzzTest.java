package io.molt.web.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Throws whatever a client may send at a router that has every kind of segment. */
class RouterFuzzTest {

  private static final List<String> PIECES = List.of(
      "/",
      "/",
      "/",
      "//",
      ".",
      "..",
      "%",
      "%2",
      "%2F",
      "%2e",
      "%2E%2e",
      "%00",
      "%C3%A9",
      "%C3",
      "%ED%A0%80",
      "%F0%9F%98%80",
      "%zz",
      "+",
      "*",
      "?",
      "#",
      "\\",
      ":",
      "{",
      "}",
      "{id}",
      "a",
      "users",
      "5",
      "-9223372036854775808",
      "2024-02-30",
      "\r\n",
      "\0",
      "é",
      "\uD83D\uDE00",
      "\uD83D",
      "\uDE00",
      "\uFFFF",
      " ");

  private final Router<String> router = Table.router(
      "GET /",
      "GET /users",
      "GET /users/{id:long}",
      "GET /users/{d:date}",
      "GET /users/{u:uuid}",
      "GET /users/{x:(\\w|\\w\\w)*}/a",
      "POST /users/{id}",
      "GET /users/{id}/a/{b}",
      "PUT /a/{rest...}",
      "DELETE /{all...}",
      "GET /é/{x}");

  @RepeatedTest(5)
  void no_path_made_of_odd_pieces_throws(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    for (int i = 0; i < 20_000; i++) {
      StringBuilder path = new StringBuilder(random.nextInt(10) == 0 ? "" : "/");
      for (int j = random.nextInt(12); j > 0; j--) {
        path.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      probe(path.toString());
    }
  }

  @RepeatedTest(5)
  void no_string_of_random_characters_throws(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    for (int i = 0; i < 20_000; i++) {
      int range = List.of(128, 256, 65_536).get(random.nextInt(3));
      StringBuilder path = new StringBuilder("/");
      random.ints(random.nextInt(30), 0, range).forEach(c -> path.append((char) c));
      probe(path.toString());
    }
  }

  @Test
  void no_very_long_path_throws() {
    for (String piece : PIECES) {
      probe("/" + piece.repeat(20_000));
      probe("/users/" + piece.repeat(20_000) + "/a");
      probe(("/" + piece).repeat(20_000));
    }
  }

  @RepeatedTest(5)
  void escapes_are_malformed_exactly_when_the_jdk_cannot_decode_them(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    Router<String> any = Table.router("GET /{x}");
    int malformed = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] octets = octets(random);
      String path = "/" + escape(octets);
      Outcome<String> outcome = any.match("GET", path);
      String decoded = decodeStrictly(octets);
      if (decoded == null) {
        malformed++;
        assertThat(outcome).as(path).isInstanceOf(Outcome.Malformed.class);
      } else if (!decoded.equals(".") && !decoded.equals("..")) {
        assertThat(outcome)
            .as(path)
            .isInstanceOfSatisfying(
                Outcome.Found.class,
                found -> assertThat(found.params().get("x")).isEqualTo(decoded));
      }
    }
    assertThat(malformed).isBetween(1_000, 19_000);
  }

  /** Reads everything that an outcome offers, so that nothing is left to fail later. */
  private void probe(String path) {
    Outcome<String> outcome = router.match("GET", path);
    assertThat(outcome).isNotNull();
    if (outcome instanceof Outcome.Found<String> found) {
      assertThat(found.params().toMap())
          .hasSize(found.route().parameterNames().size())
          .doesNotContainValue(null);
      assertThat(found.params().names())
          .allSatisfy(name -> assertThat(path).contains(found.params().raw(name)));
    }
    if (path.length() < 1_000) {
      assertThat(router.explain("GET", path).path()).isEqualTo(path);
    }
  }

  /** Mostly the lengths and lead octets near the borders of UTF-8. */
  private static byte[] octets(Random random) {
    byte[] octets = new byte[1 + random.nextInt(4)];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = (byte) (i == 0 ? 0x7F + random.nextInt(0x81) : 0x7E + random.nextInt(0x44));
    }
    return random.nextBoolean()
        ? octets
        : new String(Character.toChars(0x20 + random.nextInt(0xD7E0)))
            .getBytes(StandardCharsets.UTF_8);
  }

  private static String escape(byte[] octets) {
    StringBuilder text = new StringBuilder();
    for (byte octet : octets) {
      text.append(String.format("%%%02X", octet));
    }
    return text.toString();
  }

  private static String decodeStrictly(byte[] octets) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
