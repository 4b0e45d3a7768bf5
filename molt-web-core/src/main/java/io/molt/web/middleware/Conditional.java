package io.molt.web.middleware;

import io.molt.web.http.Body;
import io.molt.web.http.EntityTag;
import io.molt.web.http.Method;
import io.molt.web.http.Middleware;
import io.molt.web.http.Next;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import io.molt.web.http.Validators;
import org.reactivestreams.Publisher;

/**
 * Answers conditional requests (RFC 9110 section 13): a {@code GET} or {@code HEAD} whose response has an {@code ETag} or a
 * {@code Last-Modified} becomes a 304 where the client's copy is still good, and a 412 where it asks for another state.
 *
 * <p>The response is made all the same, and only its transfer is saved: {@link Validators#answer} saves more. Nor does this
 * see to methods that change something, which have to be stopped before: {@link Validators#require} does.
 */
public final class Conditional implements Middleware {
  private final boolean tagsContent;

  private Conditional(boolean tagsContent) {
    this.tagsContent = tagsContent;
  }

  /** Returns a middleware that goes by the fields that handlers set. */
  public static Conditional create() {
    return new Conditional(false);
  }

  /**
   * Returns a middleware that also gives an {@code ETag} to a 200 that has none, made of a digest of its content. Only
   * content that is all there is digested; streams and files are not.
   */
  public static Conditional taggingContent() {
    return new Conditional(true);
  }

  @Override
  public Publisher<Response> handle(Request request, Next next) {
    boolean reads = request.method().equals(Method.GET) || request.method().equals(Method.HEAD);
    return reads
        ? next.handle(request, response -> answer(request, tagged(response)))
        : next.handle(request);
  }

  private Response tagged(Response response) {
    return tagsContent
            && response.status().equals(Status.OK)
            && !response.headers().contains("etag")
            && response.body() instanceof Body.Bytes bytes
        ? response.withETag(EntityTag.ofContent(bytes.bytes()))
        : response;
  }

  private static Response answer(Request request, Response response) {
    int code = response.status().code();
    // Preconditions count only where the answer without them would have been a success (RFC 9110
    // section 13.2.1).
    return code >= 200 && code < 300
        ? Validators.statedBy(response, request).answer(request, () -> response)
        : response;
  }
}
