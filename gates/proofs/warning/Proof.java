package io.molt.proof;

import java.util.List;

/** Uses a raw type. */
final class Proof {
  private Proof() {}

  static List words() {
    return List.of();
  }
}
