package io.molt.web.router;

/** Segments of a raw path: what stands between the slashes, where only {@code /} is a slash. */
final class Segments {

  private static final String ESCAPED_DOT = "%2e";

  private Segments() {}

  /** Returns the end (exclusive) of the segment that begins at start. */
  static int end(String path, int start) {
    int slash = path.indexOf('/', start);
    return slash < 0 ? path.length() : slash;
  }

  /** Returns whether a segment is {@code .} or {@code ..}, in whatever spelling (RFC 3986, sections 3.3 and 6.2.2). */
  static boolean hasDots(String path) {
    if (path.indexOf('.') < 0 && path.indexOf('%') < 0) {
      return false;
    }
    for (int start = 1; start <= path.length(); start = end(path, start) + 1) {
      if (isDots(path, start, end(path, start))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDots(String path, int start, int end) {
    int dots = 0;
    int at = start;
    while (at < end && dots < 3) {
      int width = dotWidth(path, at);
      if (width == 0) {
        return false;
      }
      at += width;
      dots++;
    }
    return dots == 1 || dots == 2;
  }

  private static int dotWidth(String path, int at) {
    if (path.charAt(at) == '.') {
      return 1;
    }
    return path.regionMatches(true, at, ESCAPED_DOT, 0, ESCAPED_DOT.length())
        ? ESCAPED_DOT.length()
        : 0;
  }
}
