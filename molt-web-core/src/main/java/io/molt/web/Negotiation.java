package io.molt.web;

import io.molt.web.codec.Codecs;
import io.molt.web.codec.MediaType;
import io.molt.web.http.Headers;
import io.molt.web.http.HttpException;
import io.molt.web.http.Problem;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Proactive negotiation of the media type, the one thing that clients negotiate here (RFC 9110 section 12.1). */
final class Negotiation {
  private static final String VARY = "vary";
  private static final String ACCEPT = "accept";
  private static final int FIRST_ERROR = 400;

  private Negotiation() {}

  /**
   * Returns the offer that the client wants most, the earlier one of equals. If it wants none, throws a 406 that names all;
   * but what tells of an error is sent in the first form, since a 406 in its place would hide it (section 12.5.1 lets the
   * server choose).
   */
  static MediaType choose(Request request, Status status, List<MediaType> offers) {
    MediaType best = Codecs.best(offers, accept(request));
    if (best != null) {
      return best;
    }
    if (status.code() < FIRST_ERROR) {
      throw notAcceptable(offers);
    }
    return offers.get(0);
  }

  /** Returns the response with a note for caches that another {@code Accept} may get another one (RFC 9110 section 12.5.5). */
  static Response varied(Response response) {
    boolean told = response.headers().contains(VARY)
        && response.headers().all(VARY).stream().anyMatch(Negotiation::namesAccept);
    return told ? response : response.withAddedHeader(VARY, ACCEPT);
  }

  private static boolean namesAccept(String vary) {
    return Stream.of(vary.split(","))
        .map(String::strip)
        .anyMatch(field -> field.equalsIgnoreCase(ACCEPT) || field.equals("*"));
  }

  private static @Nullable String accept(Request request) {
    List<String> values = request.headers().all(ACCEPT);
    return values.isEmpty() ? null : String.join(",", values);
  }

  private static HttpException notAcceptable(List<MediaType> offers) {
    Problem problem = Problem.of(
            Status.NOT_ACCEPTABLE, "The answer comes as " + MediaType.list(offers) + ".")
        .with("available", offers.stream().map(MediaType::toString).toList());
    return new HttpException(problem, Headers.of(VARY, ACCEPT));
  }
}
