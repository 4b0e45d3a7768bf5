package io.molt.web.tls;

/**
 * A password, kept out of sight.
 *
 * @param text null-free; empty if there is none
 */
record Password(String text) {
  static final Password NONE = new Password("");

  static Password of(String text) {
    return new Password(text);
  }

  boolean isGiven() {
    return !text.isEmpty();
  }

  char[] chars() {
    return text.toCharArray();
  }

  @Override
  public String toString() {
    return isGiven() ? "***" : "none";
  }
}
