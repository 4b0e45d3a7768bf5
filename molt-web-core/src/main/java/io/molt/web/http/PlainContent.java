package io.molt.web.http;

import java.util.List;

/**
 * Content as readers of values, text and forms take it: in no coding (RFC 9110 section 8.4). What is compressed would seem
 * malformed to them, or would even be read as text.
 */
final class PlainContent {
  private static final String FIELD = "content-encoding";
  private static final String IDENTITY = "identity";

  private PlainContent() {}

  /** Throws a 415 if the content is in a coding that nobody has taken off. */
  static void require(Request request) {
    Headers headers = request.headers();
    if (!headers.contains(FIELD)) {
      return;
    }
    List<String> codings = headers.all(FIELD);
    if (!codings.stream().allMatch(PlainContent::saysNothing)) {
      throw HttpException.unsupportedCoding(String.join(", ", codings), List.of(IDENTITY));
    }
  }

  private static boolean saysNothing(String field) {
    for (String element : field.split(",")) {
      String coding = element.strip();
      if (!coding.isEmpty() && !coding.equalsIgnoreCase(IDENTITY)) {
        return false;
      }
    }
    return true;
  }
}
