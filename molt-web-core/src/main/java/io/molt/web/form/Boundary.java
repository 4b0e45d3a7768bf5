package io.molt.web.form;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The delimiter between parts: a line break, two dashes and the boundary (RFC 2046 section 5.1.1). */
final class Boundary {
  /** The length of the line break, which is not there at the beginning of the content. */
  static final int LINE_BREAK = 2;

  private static final int LONGEST = 70;
  private static final String EXPECTED =
      "1 to 70 letters, digits or '()+_,-./:=? and blanks, the last no blank";

  private Boundary() {}

  /** Returns the delimiter of a boundary as the content type names it. */
  static byte[] delimiter(@Nullable String boundary) {
    if (boundary == null) {
      throw FormException.malformed("the content type has no boundary", "boundary=, " + EXPECTED);
    }
    if (!isValid(boundary)) {
      throw FormException.malformed(
          "the boundary is '" + FormException.visible(boundary) + "'", EXPECTED);
    }
    return ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean isValid(String boundary) {
    return !boundary.isEmpty()
        && boundary.length() <= LONGEST
        && !boundary.endsWith(" ")
        && boundary.chars().allMatch(Boundary::isAllowed);
  }

  private static boolean isAllowed(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || "'()+_,-./:=? ".indexOf(c) >= 0;
  }
}
