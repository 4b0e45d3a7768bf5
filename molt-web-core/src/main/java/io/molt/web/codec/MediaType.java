package io.molt.web.codec;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A media type with its parameters (RFC 9110 section 8.3.1), such as {@code text/html; charset=utf-8}.
 *
 * <p>Type, subtype and parameter names are lower case; {@code *} stands for "any" in a media range. Immutable.
 *
 * @param type the top-level type, such as {@code text}
 * @param subtype the subtype, such as {@code html} or {@code problem+json}
 * @param parameters the parameters by lower-case name, in their order
 */
public record MediaType(String type, String subtype, Map<String, String> parameters) {

  /** {@code application/json} (RFC 8259). */
  public static final MediaType JSON = of("application", "json");

  /** {@code application/x-ndjson}: one JSON text a line. */
  public static final MediaType NDJSON = of("application", "x-ndjson");

  /** {@code application/problem+json} (RFC 9457). */
  public static final MediaType PROBLEM_JSON = of("application", "problem+json");

  /** {@code application/octet-stream}. */
  public static final MediaType OCTET_STREAM = of("application", "octet-stream");

  /** {@code text/event-stream}, the format of server-sent events. */
  public static final MediaType EVENT_STREAM = of("text", "event-stream");

  /** {@code text/plain; charset=utf-8}. */
  public static final MediaType TEXT = new MediaType("text", "plain", Map.of("charset", "utf-8"));

  /** {@code text/html; charset=utf-8}. */
  public static final MediaType HTML = new MediaType("text", "html", Map.of("charset", "utf-8"));

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** Creates a media type from parts that are already in lower case. */
  public MediaType {
    requireToken(type);
    requireToken(subtype);
    parameters = parameters.size() > 1
        ? java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parameters))
        : Map.copyOf(parameters);
  }

  /**
   * Returns the media type {@code type/subtype} without parameters.
   *
   * @throws IllegalArgumentException if a part is not a token
   */
  public static MediaType of(String type, String subtype) {
    return new MediaType(lower(type), lower(subtype), Map.of());
  }

  /**
   * Returns the media type that a header value spells.
   *
   * @throws IllegalArgumentException if it is not a media type; the message shows the text
   */
  public static MediaType parse(String text) {
    return MediaTypeParser.parse(text);
  }

  /** Returns the header value that spells media types one after the other, as {@code Accept} does. */
  public static String list(Collection<MediaType> mediaTypes) {
    return mediaTypes.stream().map(MediaType::toString).collect(Collectors.joining(", "));
  }

  /**
   * Returns the media type that the suffix of a file's name stands for, in any case, or {@code application/octet-stream}.
   * The table is our own, with what browsers care for, and the same on every system.
   */
  public static MediaType ofFile(String name) {
    return FileTypes.of(name);
  }

  /** Returns whether a value of type {@code other} falls into this media range; parameters are not compared. */
  public boolean includes(MediaType other) {
    return (type.equals("*") || type.equals(other.type))
        && (subtype.equals("*") || subtype.equals(other.subtype));
  }

  /** Returns whether both name the same type and subtype, whatever their parameters. */
  public boolean sameTypeAs(MediaType other) {
    return type.equals(other.type) && subtype.equals(other.subtype);
  }

  /** Returns whether the subtype is {@code suffix} or ends in {@code +suffix} (RFC 6838 section 4.2.8). */
  public boolean hasSuffix(String suffix) {
    return subtype.equals(suffix) || subtype.endsWith("+" + suffix);
  }

  /**
   * Returns the charset parameter, or empty if there is none.
   *
   * @throws UnsupportedMediaTypeException if this JVM does not know the charset
   */
  public Optional<Charset> charset() {
    String name = parameters.get("charset");
    return name == null ? Optional.empty() : Optional.of(charsetOf(name));
  }

  /**
   * Returns the text that content of this media type spells: in its charset, or in UTF-8 if it names none. A byte order mark
   * that says no more than that this is UTF-8 is left out; what is no text in the charset becomes U+FFFD.
   *
   * @throws UnsupportedMediaTypeException if this JVM does not know the charset
   */
  public String text(byte[] content) {
    Charset charset = charset().orElse(StandardCharsets.UTF_8);
    String text = new String(content, charset);
    boolean marked = charset.equals(StandardCharsets.UTF_8) && text.startsWith(BYTE_ORDER_MARK);
    return marked ? text.substring(1) : text;
  }

  /** Returns a copy with one parameter set. */
  public MediaType with(String parameter, String value) {
    Map<String, String> copy = new LinkedHashMap<>(parameters);
    copy.put(lower(parameter), value);
    return new MediaType(type, subtype, copy);
  }

  /** Returns the header value that spells this media type. */
  @Override
  public String toString() {
    if (parameters.isEmpty()) {
      return type + '/' + subtype;
    }
    StringBuilder out = new StringBuilder(type).append('/').append(subtype);
    parameters.forEach((name, value) -> appendParameter(out, name, value));
    return out.toString();
  }

  private static void appendParameter(StringBuilder out, String name, String value) {
    out.append("; ").append(name).append('=');
    if (isToken(value)) {
      out.append(value);
      return;
    }
    out.append('"').append(value.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
  }

  private Charset charsetOf(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      throw new UnsupportedMediaTypeException(
          "charset: " + name + " (expected: one this server knows, such as utf-8)", unknown);
    }
  }

  private static void requireToken(String text) {
    if (!isToken(text)) {
      throw new IllegalArgumentException(
          "media type: '" + text + "' (expected: an RFC 9110 token)");
    }
  }

  static boolean isToken(String text) {
    return !text.isEmpty() && text.chars().allMatch(MediaType::isTokenChar);
  }

  private static boolean isTokenChar(int c) {
    return c > ' ' && c < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
