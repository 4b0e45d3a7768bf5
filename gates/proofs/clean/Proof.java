package io.molt.proof;

import java.util.List;

/** Breaks nothing. */
final class Proof {
  private Proof() {}

  static List<String> words() {
    return List.of("one", "two");
  }
}
