package io.molt.web.form;

import java.util.OptionalLong;

/** A form is malformed, which a server answers with 400, or passes a limit, which it answers with 413. */
public final class FormException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final long NONE = -1;
  private static final int SHOWN = 100;

  private final long limit;

  private FormException(String message, long limit) {
    super(message, null, false, false);
    this.limit = limit;
  }

  /** Returns the limit that was passed, or empty if the form is malformed. */
  public OptionalLong limit() {
    return limit == NONE ? OptionalLong.empty() : OptionalLong.of(limit);
  }

  /** Returns that something is not as it should be. */
  static FormException malformed(String what, String expected) {
    return new FormException(
        "The form is malformed: " + what + " (expected: " + expected + ").", NONE);
  }

  /** Returns that something is larger than the option of that name allows. */
  static FormException tooLarge(String what, String option, long limit, String unit) {
    return new FormException(
        "The form has " + what + " beyond the limit " + option + " (expected: at most " + limit
            + " " + unit + ").",
        limit);
  }

  /** Returns text of the client's as it can be shown: without control characters, and not too long. */
  static String visible(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints().limit(SHOWN).forEach(c -> append(out, c));
    return text.codePointCount(0, text.length()) > SHOWN ? out + "..." : out.toString();
  }

  private static void append(StringBuilder out, int c) {
    if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029) {
      out.append(String.format("\\u%04x", c));
    } else {
      out.appendCodePoint(c);
    }
  }
}
