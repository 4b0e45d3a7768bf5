package io.molt.proof;

/** Points to {@link Nowhere}. */
public final class Proof {
  private Proof() {}
}
