package io.molt.web.http;

/** What an adapter does for an {@link Exchange}: it carries the response to the client. Called on any thread. */
public interface Responder {

  /** Takes the response, exactly once unless the exchange ended before. */
  void respond(Response response);

  /**
   * Sends the fields ahead of the response, as an interim one of status 103 (RFC 8297); any number of times. They may be
   * dropped: where the response has gone out meanwhile, the client speaks HTTP/1.0, or it takes no output at present.
   */
  void hint(Headers fields);

  /** Breaks off the response under way, so that the client cannot take it for a whole one; its chunks are cancelled. */
  void breakOff();

  /** Returns whether somebody waits for content of the request that has not come in yet. */
  boolean awaitsContent();

  /** Returns the number of bytes of content that have come in. */
  long received();

  /** Returns the number of bytes of content that have been handed to the connection. */
  long sent();
}
