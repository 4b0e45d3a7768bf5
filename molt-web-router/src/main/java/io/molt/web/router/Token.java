package io.molt.web.router;

/** The method token of RFC 9110, section 5.6.2. */
final class Token {

  private static final String MARKS = "!#$%&'*+-.^_`|~";

  private Token() {}

  static void require(String method) {
    if (method.isEmpty() || !method.chars().allMatch(Token::isTokenChar)) {
      throw new IllegalArgumentException("method: '" + method
          + "' (expected: a token such as GET or QUERY: letters, digits and " + MARKS + ")");
    }
  }

  private static boolean isTokenChar(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || MARKS.indexOf(c) >= 0;
  }
}
