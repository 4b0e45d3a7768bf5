package io.molt.web.json;

import io.molt.web.codec.MediaType;
import io.molt.web.codec.UnsupportedMediaTypeException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Which media types are JSON, and which are lines of it. */
final class Formats {
  private static final Set<String> NDJSON = Set.of("x-ndjson", "ndjson", "jsonl");

  private Formats() {}

  static boolean isJson(MediaType mediaType) {
    return mediaType.hasSuffix("json");
  }

  static boolean isNdjson(MediaType mediaType) {
    return mediaType.type().equals("application") && NDJSON.contains(mediaType.subtype());
  }

  static boolean isStream(MediaType mediaType) {
    return isJson(mediaType) || isNdjson(mediaType);
  }

  static void requireUtf8(MediaType mediaType) {
    if (!mediaType.parameters().isEmpty()) {
      mediaType.charset().ifPresent(Formats::requireUtf8);
    }
  }

  private static void requireUtf8(Charset charset) {
    if (charset != StandardCharsets.UTF_8 && charset != StandardCharsets.US_ASCII) {
      throw new UnsupportedMediaTypeException(
          "charset: " + charset + " (expected: utf-8, the charset of JSON)", null);
    }
  }
}
