package io.molt.web.codec;

import org.jspecify.annotations.Nullable;

/** Bytes came in a media type or charset that nobody here reads; a server answers 415. */
public final class UnsupportedMediaTypeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates one with a message that the client may see. */
  public UnsupportedMediaTypeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
