package io.molt.proof;

/** Breaks nothing; its POM names a dependency twice. */
final class Proof {
  private Proof() {}
}
