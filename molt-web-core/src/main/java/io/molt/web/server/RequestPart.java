package io.molt.web.server;

import io.molt.web.http.Headers;
import io.molt.web.http.HttpException;

/** What of a request over HTTP/1.1 comes next, kept until it is its turn. Nothing that anybody has to release. */
sealed interface RequestPart permits RequestHead, RequestPart.Content, RequestPart.Unsound {

  /** Returns whether a request begins with it, or would have. */
  default boolean startsRequest() {
    return true;
  }

  /**
   * Some of the content, which may be none.
   *
   * @param bytes the receiver's own
   * @param last whether all of the request is there
   * @param trailers the fields after the content, if this is the last of it
   */
  record Content(byte[] bytes, boolean last, Headers trailers) implements RequestPart {
    @Override
    public boolean startsRequest() {
      return false;
    }
  }

  /**
   * That the request is not decoded any further, nor anything after it.
   *
   * @param refusal why
   * @param inHead whether it is the head that is not sound
   */
  record Unsound(HttpException refusal, boolean inHead) implements RequestPart {
    @Override
    public boolean startsRequest() {
      return inHead;
    }
  }
}
