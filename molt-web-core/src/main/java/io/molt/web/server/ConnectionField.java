package io.molt.web.server;

/** The {@code Connection} field (RFC 9110 section 7.6.1): a list of options. */
final class ConnectionField {
  private ConnectionField() {}

  /** Returns whether the value lists the option, without regard to case. */
  static boolean lists(String value, String option) {
    if (value.equalsIgnoreCase(option)) {
      return true;
    }
    for (String member : value.split(",")) {
      if (member.strip().equalsIgnoreCase(option)) {
        return true;
      }
    }
    return false;
  }
}
