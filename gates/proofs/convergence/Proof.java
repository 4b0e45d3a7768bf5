package io.molt.proof;

/** Breaks nothing; its dependencies disagree about a version. */
final class Proof {
  private Proof() {}
}
