package io.molt.web.server;

/** What a server waits for a client to do. */
enum Wait {
  /** Nothing: what takes time is the server's own doing. */
  NOTHING,
  /** Say what it wants: complete the head of a request, or the handshake of a protocol. */
  HEAD,
  /** Send content that a handler waits for. */
  CONTENT,
  /** Send the rest of content that nobody wants, so that the connection can be used again. */
  LEFTOVER,
  /** Begin another request. */
  REQUEST,
  /** Take output. */
  OUTPUT,
  /** Close its end of a connection, since the server has closed its own. */
  CLOSE;

  /** Returns whether the client can be slow at it, and not only late. */
  boolean isInBytes() {
    return this == CONTENT || this == OUTPUT;
  }
}
