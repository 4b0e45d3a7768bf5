package io.molt.web.codec;

import java.util.List;

/** A value was read but breaks rules of its type; a server answers 422. */
public final class InvalidValueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Violation> violations;

  /** Creates one from at least one violation. */
  public InvalidValueException(List<Violation> violations) {
    super(violations.size() + " violation(s): " + violations, null, false, false);
    this.violations = List.copyOf(violations);
  }

  /** Returns the rules that were broken, ordered by pointer. */
  public List<Violation> violations() {
    return violations;
  }
}
