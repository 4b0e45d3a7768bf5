package io.molt.web.http;

import org.jspecify.annotations.Nullable;

/** The 400 problems that name a parameter. */
final class ParamException {
  private static final int SHOWN = 100;

  private ParamException() {}

  static HttpException missing(String kind, String name) {
    return new HttpException(
        Problem.of(Status.BAD_REQUEST, "The " + kind + " '" + name + "' is missing.")
            .with("parameter", name));
  }

  static HttpException invalid(
      String kind, String name, String value, String expected, @Nullable Throwable cause) {
    Problem problem = Problem.of(
            Status.BAD_REQUEST,
            "The " + kind + " '" + name + "' is '" + shown(value) + "' (expected: " + expected
                + ").")
        .with("parameter", name)
        .with("expected", expected);
    return new HttpException(problem, Headers.empty(), cause);
  }

  private static String shown(String value) {
    String visible = Tokens.visible(value);
    return visible.length() <= SHOWN ? visible : visible.substring(0, SHOWN) + "...";
  }
}
