package io.molt.web.router;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression that must match the whole segment. The segment comes from the network, and the expression may be one
 * that backtracks without end or recurses for each character: so both the length and the number of characters read are
 * bounded, and beyond the bound the segment does not match.
 */
final class RegexConstraint implements Constraint {

  static final int MAX_LENGTH = 512;
  static final int MAX_READS = 100_000;

  private final Pattern pattern;

  private RegexConstraint(Pattern pattern) {
    this.pattern = pattern;
  }

  /** Throws {@link PatternSyntaxException} if the text is no regular expression. */
  static RegexConstraint of(String text) {
    return new RegexConstraint(Pattern.compile(text));
  }

  @Override
  public boolean matches(String text, int start, int end) {
    if (end - start > MAX_LENGTH) {
      return false;
    }
    try {
      return pattern.matcher(new Metered(text.substring(start, end))).matches();
    } catch (OutOfReads e) {
      return false;
    }
  }

  /** Whether one expression includes another is not decided beyond the same text. */
  @Override
  public boolean covers(Constraint other) {
    return equals(other);
  }

  @Override
  public String text() {
    return pattern.pattern();
  }

  @Override
  public String noun() {
    return "a match of " + text();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RegexConstraint that && that.text().equals(text());
  }

  @Override
  public int hashCode() {
    return text().hashCode();
  }

  /** Stops a runaway expression: it cannot go on without reading. */
  private static final class Metered implements CharSequence {

    private final String text;
    private int reads;

    Metered(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (++reads > MAX_READS) {
        throw new OutOfReads();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final class OutOfReads extends RuntimeException {

    OutOfReads() {
      super("regular expression read more than " + MAX_READS + " characters", null, false, false);
    }
  }
}
