package io.molt.web.codec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bytes from a client do not spell the value that was asked for; a server answers 400. */
public final class DecodingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Map<String, Object> position;

  /**
   * Creates one with a message that the client may see.
   *
   * @param position where in the input it went wrong, such as {@code line}, {@code column} and {@code pointer}
   */
  public DecodingException(
      String message, Map<String, Object> position, @Nullable Throwable cause) {
    super(message, cause);
    this.position = Collections.unmodifiableMap(new LinkedHashMap<>(position));
  }

  /** Returns where the input went wrong, by name; empty if unknown. */
  public Map<String, Object> position() {
    return position;
  }
}
