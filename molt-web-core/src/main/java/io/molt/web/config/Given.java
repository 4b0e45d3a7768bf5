package io.molt.web.config;

/**
 * A value for a setting.
 *
 * @param origin what gave it, such as {@code --port} or {@code MOLT_PORT}
 */
record Given(Setting setting, String origin, String text) {
  String isNotOfItsKind() {
    return origin + ": " + setting.quote(text) + " (expected: " + setting.expected() + ")";
  }

  String isRefused(IllegalArgumentException reason) {
    return origin + ": " + setting.quote(text) + " is refused: " + reason.getMessage();
  }
}
