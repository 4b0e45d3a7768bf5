package io.molt.web.server;

/** Writes the content of a response as the client takes it. */
interface ContentWriter {

  /** Resumes once the client has taken what was written; on the event loop. */
  void resume();

  /** Returns the number of bytes that came to be written. */
  long written();

  /** Lets go of everything; on the event loop. */
  void close();
}
