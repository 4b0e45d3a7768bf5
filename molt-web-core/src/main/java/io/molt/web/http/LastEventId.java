package io.molt.web.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The {@code Last-Event-ID} field (WHATWG HTML, section "The Last-Event-ID header"). */
final class LastEventId {
  private static final int LATIN = 0xff;
  private static final int ASCII = 0x7f;

  private LastEventId() {}

  /** Returns the id, empty if there is none or it is empty, as it is for a client that was told to forget it. */
  static Optional<String> of(Headers headers) {
    return Optional.ofNullable(headers.get("last-event-id"))
        .filter(id -> !id.isEmpty())
        .map(LastEventId::decoded);
  }

  /** Returns what the octets spell in UTF-8, which browsers send though fields are taken for Latin-1; as it is if nothing. */
  private static String decoded(String id) {
    if (id.chars().allMatch(c -> c <= ASCII) || id.chars().anyMatch(c -> c > LATIN)) {
      return id;
    }
    try {
      byte[] octets = id.getBytes(StandardCharsets.ISO_8859_1);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException other) {
      return id;
    }
  }
}
