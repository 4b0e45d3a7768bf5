package io.molt.web.coding;

import org.jspecify.annotations.Nullable;

/** Says that content is not what its coding should be: damaged, cut off, or in another coding. */
public final class CodingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates one; the message begins with the name of the coding. */
  public CodingException(String message) {
    this(message, null);
  }

  /** Creates one with a cause; see {@link #CodingException(String)}. */
  public CodingException(String message, @Nullable Throwable cause) {
    // What arrives damaged is the client's doing and cheap to provoke.
    super(message, cause, false, false);
  }
}
