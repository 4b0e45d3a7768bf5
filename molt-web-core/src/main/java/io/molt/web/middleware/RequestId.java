package io.molt.web.middleware;

import io.molt.web.http.Middleware;
import io.molt.web.http.Next;
import io.molt.web.http.Request;
import io.molt.web.http.RequestContext;
import io.molt.web.http.Response;
import io.molt.web.http.Service;
import org.reactivestreams.Publisher;

/**
 * Tells the client the id of its request, in the field {@code x-request-id}, so that whoever asks about it can name it.
 *
 * <p>That is the {@linkplain RequestContext#traceId() trace id}, which the log has, unless the request has an
 * {@code x-request-id} of its own that is taken: then it becomes the {@linkplain RequestContext#requestId() id} of the
 * request, and stands in the access log beside the trace. One that is longer than 128 characters, or holds others than
 * letters, digits and {@code -._~:/+=@}, never is.
 *
 * <p>To be used first in an app, so that every response has it.
 */
public final class RequestId implements Middleware {
  private static final String FIELD = "x-request-id";
  private static final int LONGEST = 128;
  private static final String MARKS = "-._~:/+=@";

  private final boolean fromAnyone;

  private RequestId(boolean fromAnyone) {
    this.fromAnyone = fromAnyone;
  }

  /**
   * Returns a middleware that takes an id from those whom the service trusts, such as a proxy that gave the request its
   * id; see {@link Service#withTrusted}. Anybody else's is passed over.
   */
  public static RequestId create() {
    return new RequestId(false);
  }

  /**
   * Returns a middleware that takes an id from whoever sends one. Then an id says nothing: a client may send that of
   * another, or the same one each time.
   */
  public static RequestId fromAnyone() {
    return new RequestId(true);
  }

  @Override
  public Publisher<Response> handle(Request request, Next next) {
    RequestContext context = request.context();
    String sent = request.headers().get(FIELD);
    if (sent != null && isSound(sent) && isTaken(context)) {
      context.setRequestId(sent);
    }
    return next.handle(request, response -> response.withHeader(FIELD, context.requestId()));
  }

  private boolean isTaken(RequestContext context) {
    return fromAnyone || context.service().trusted().trusts(context.connection().source());
  }

  private static boolean isSound(String id) {
    return !id.isEmpty() && id.length() <= LONGEST && id.chars().allMatch(RequestId::isSound);
  }

  private static boolean isSound(int c) {
    return c < 128 && (Character.isLetterOrDigit(c) || MARKS.indexOf(c) >= 0);
  }
}
