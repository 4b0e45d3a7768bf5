package io.molt.web.codec;

/** A value of the application cannot be written; a server answers 500 and logs it. */
public final class EncodingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates one that names the type and what hindered it. */
  public EncodingException(String message, Throwable cause) {
    super(message, cause);
  }
}
