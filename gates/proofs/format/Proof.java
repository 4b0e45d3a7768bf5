package io.molt.proof;

/** Is indented by four. */
final class Proof {
    private Proof() {}
}
