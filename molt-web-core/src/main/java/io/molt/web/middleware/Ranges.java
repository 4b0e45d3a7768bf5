package io.molt.web.middleware;

import io.molt.web.http.ByteRanges;
import io.molt.web.http.Middleware;
import io.molt.web.http.Next;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import org.reactivestreams.Publisher;

/**
 * Answers requests for parts of content (RFC 9110 section 14), so that downloads can go on where they broke off and videos
 * can be skipped through: a {@code GET} whose answer is a 200 with a file, or with content that is all there, gets the parts
 * that its {@code Range} asks for. See {@link ByteRanges} for the rules.
 */
public final class Ranges implements Middleware {
  private Ranges() {}

  /** Returns the middleware. */
  public static Ranges create() {
    return new Ranges();
  }

  @Override
  public Publisher<Response> handle(Request request, Next next) {
    return next.handle(request, response -> ByteRanges.answer(request, response));
  }
}
