package io.molt.web.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An entity tag (RFC 9110 section 8.8.3): names one state of a representation.
 *
 * <p>A strong one changes with every byte of the content, a weak one with its meaning.
 *
 * @param value the opaque part, without quotes
 * @param weak whether content of the same tag may differ in its bytes
 */
public record EntityTag(String value, boolean weak) {
  private static final Pattern TAG = Pattern.compile("(W/)?\"([!#-~\\x80-\\xFF]*)\"");
  // In a list, between commas: what is glued to something else is no tag of ours.
  private static final Pattern TAG_IN_LIST = Pattern.compile("(?<![^\\s,])" + TAG.pattern());
  private static final int DIGEST_BYTES = 16;

  /**
   * Checks the value.
   *
   * @throws IllegalArgumentException if it holds a quote, a space, a control character, or one above U+00FF
   */
  public EntityTag {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c == '"' || c == 0x7f || c > 0xff) {
        throw new IllegalArgumentException("entity tag: U+" + String.format("%04X", (int) c)
            + " at index " + i + " (expected: no quotes, spaces or control characters)");
      }
    }
  }

  /** Returns a tag that changes with every byte. */
  public static EntityTag strong(String value) {
    return new EntityTag(value, false);
  }

  /** Returns a tag of content that means the same, byte by byte the same or not. */
  public static EntityTag weak(String value) {
    return new EntityTag(value, true);
  }

  /** Returns the strong tag of that content: a digest of it, which takes about a microsecond for each kilobyte. */
  public static EntityTag ofContent(byte[] content) {
    byte[] digest = Arrays.copyOf(sha256().digest(content), DIGEST_BYTES);
    return strong(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
  }

  /**
   * Returns the tag that the value of an {@code ETag} field spells.
   *
   * @throws IllegalArgumentException if it spells none, such as one without quotes
   */
  public static EntityTag parse(String field) {
    Matcher matcher = TAG.matcher(field);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("entity tag: " + Tokens.visible(field)
          + " (expected: a value in double quotes, W/ before it if weak)");
    }
    return of(matcher);
  }

  /** Returns whether both are strong and equal (RFC 9110 section 8.8.3.2). */
  public boolean matchesStrongly(EntityTag other) {
    return !weak && !other.weak && value.equals(other.value);
  }

  /** Returns whether the values are equal, whether the tags are weak or not (RFC 9110 section 8.8.3.2). */
  public boolean matchesWeakly(EntityTag other) {
    return value.equals(other.value);
  }

  /** Returns the value of the {@code ETag} field: in quotes, {@code W/} before it if it is weak. */
  @Override
  public String toString() {
    return (weak ? "W/\"" : "\"") + value + '"';
  }

  /** Returns the tags of a list; what is none is passed over. */
  static List<EntityTag> list(List<String> fields) {
    List<EntityTag> tags = new ArrayList<>();
    for (String field : fields) {
      Matcher matcher = TAG_IN_LIST.matcher(field);
      while (matcher.find()) {
        tags.add(of(matcher));
      }
    }
    return tags;
  }

  /** Returns the tag that the text spells, or null if it spells none. */
  static @Nullable EntityTag find(@Nullable String field) {
    Matcher matcher = TAG.matcher(field == null ? "" : field);
    return matcher.matches() ? of(matcher) : null;
  }

  private static EntityTag of(Matcher matcher) {
    return new EntityTag(matcher.group(2), matcher.group(1) != null);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JVM has SHA-256", impossible);
    }
  }
}
