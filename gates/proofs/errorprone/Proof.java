package io.molt.proof;

/** Prints the identity of an array. */
final class Proof {
  private Proof() {}

  static String words(String[] words) {
    return words.toString();
  }
}
