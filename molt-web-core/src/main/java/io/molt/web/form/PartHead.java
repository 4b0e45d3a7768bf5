package io.molt.web.form;

import io.molt.web.codec.MediaType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The head of a part (RFC 7578 section 4).
 *
 * @param name the name of the field
 * @param filename the name of the file as it was sent, or null if the part is none
 * @param fields the header fields by lower-case name; of several of a name the first
 */
record PartHead(String name, @Nullable String filename, Map<String, String> fields) {
  private static final String DISPOSITION = "content-disposition";
  private static final String TYPE = "content-type";
  private static final String ENCODING = "content-transfer-encoding";
  private static final Set<String> SINGLE = Set.of(DISPOSITION, TYPE, ENCODING);
  private static final Set<String> PLAIN = Set.of("7bit", "8bit", "binary");

  /** Returns the head that the first {@code size} bytes spell, each line with its end. */
  static PartHead parse(byte[] bytes, int size, FormOptions options) {
    Map<String, String> fields = fields(Text.utf8(bytes, 0, size, "the head of a part"));
    requirePlain(fields.get(ENCODING));
    String value = fields.get(DISPOSITION);
    if (value == null) {
      throw FormException.malformed("a part has no content-disposition", "form-data; name=\"…\"");
    }
    Disposition disposition = Disposition.parse(value, options);
    return new PartHead(
        disposition.name(), disposition.filename(), Collections.unmodifiableMap(fields));
  }

  /** Returns the media type, or empty if there is none, or it cannot be parsed. */
  Optional<MediaType> contentType() {
    String value = fields.get(TYPE);
    try {
      return value == null ? Optional.empty() : Optional.of(MediaType.parse(value));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** Returns a copy without the fields that have no meaning for a file: of many files they would be much to keep. */
  PartHead withoutRest() {
    String type = fields.get(TYPE);
    return new PartHead(name, filename, type == null ? Map.of() : Map.of(TYPE, type));
  }

  /** Returns the number of characters. */
  int length() {
    int filenameLength = filename == null ? 0 : filename.length();
    return name.length() + filenameLength + fields.getOrDefault(TYPE, "").length();
  }

  boolean isFile() {
    return filename != null;
  }

  private static Map<String, String> fields(String head) {
    Map<String, String> fields = new LinkedHashMap<>();
    int at = 0;
    while (at < head.length()) {
      int end = head.indexOf("\r\n", at);
      add(fields, head.substring(at, end));
      at = end + 2;
    }
    return fields;
  }

  private static void add(Map<String, String> fields, String line) {
    int colon = line.indexOf(':');
    if (colon <= 0 || !isToken(line, colon) || !isPrintable(line, colon)) {
      throw FormException.malformed(
          "a part has the line '" + FormException.visible(line) + "'",
          "a header field, name: value, on a line of its own");
    }
    String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
    if (fields.putIfAbsent(name, line.substring(colon + 1).trim()) != null
        && SINGLE.contains(name)) {
      throw FormException.malformed("a part has a second " + name, "one");
    }
  }

  private static void requirePlain(@Nullable String encoding) {
    if (encoding != null && !PLAIN.contains(encoding.toLowerCase(Locale.ROOT))) {
      throw FormException.malformed(
          "a part has the content-transfer-encoding '" + FormException.visible(encoding) + "'",
          "none, see RFC 7578 section 4.7");
    }
  }

  private static boolean isToken(String line, int end) {
    for (int i = 0; i < end; i++) {
      char c = line.charAt(i);
      if (c <= ' ' || c >= 0x7f || "\"(),/:;<=>?@[\\]{}".indexOf(c) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPrintable(String line, int start) {
    for (int i = start; i < line.length(); i++) {
      char c = line.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        return false;
      }
    }
    return true;
  }
}
