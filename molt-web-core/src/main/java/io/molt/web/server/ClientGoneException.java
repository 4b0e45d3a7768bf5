package io.molt.web.server;

import java.io.IOException;

/** Tells the reader of a request's content that no more of it will come. Without a stack: it is nobody's fault here. */
final class ClientGoneException extends IOException {
  ClientGoneException(String message) {
    super(message);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
