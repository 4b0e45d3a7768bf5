package io.molt.web.middleware;

import io.molt.web.codec.MediaType;
import io.molt.web.http.Body;
import io.molt.web.http.Headers;
import io.molt.web.http.Method;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What HTTP says of a response whose content is put into another coding: whether that may be, and what its fields say then. */
final class Recoded {
  private static final String VARIES_BY = "accept-encoding";
  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

  /** Fields that tell what exactly the bytes of the content are. */
  private static final List<String> OF_THESE_BYTES = List.of(
      "content-encoding",
      "content-range",
      "content-digest",
      "repr-digest",
      "digest",
      "content-md5");

  private Recoded() {}

  /** Returns whether the content may be put into another coding (RFC 9110 sections 7.7 and 8.4). */
  static boolean isAllowed(Response response) {
    Headers headers = response.headers();
    return !(response.body() instanceof Body.Tunnel)
        && !response.status().equals(Status.PARTIAL_CONTENT)
        && OF_THESE_BYTES.stream().noneMatch(headers::contains)
        && !says(headers, "cache-control", "no-transform")
        // The digest that comes behind the content is one of the content as it is, too.
        && !says(headers, "trailer", "digest");
  }

  /** Returns the number of bytes of the content, or of that which {@code GET} would get; -1 if it is not known. */
  static long length(Request request, Response response) {
    long length = response.body().length();
    if (length != 0 || !request.method().equals(Method.HEAD)) {
      return length;
    }
    // A mounted app has taken the content off already.
    String stated = response.headers().get("content-length");
    if (stated != null && LENGTH.matcher(stated).matches()) {
      return Long.parseLong(stated);
    }
    return response.headers().contains("content-type") ? -1 : 0;
  }

  static @Nullable MediaType type(Response response) {
    String type = response.headers().get("content-type");
    try {
      return type == null ? null : MediaType.parse(type);
    } catch (IllegalArgumentException malformed) {
      // What a handler calls its content is passed on as it is.
      return null;
    }
  }

  /** Returns the response with a {@code Vary} that says that there are others (RFC 9110 section 12.5.5). */
  static Response varying(Response response) {
    boolean says = response.headers().all("vary").stream()
        .flatMap(field -> List.of(field.split(",")).stream())
        .map(String::strip)
        .anyMatch(name -> name.equals("*") || name.equalsIgnoreCase(VARIES_BY));
    return says ? response : response.withAddedHeader("vary", VARIES_BY);
  }

  /** Returns the response with the fields of one in that coding; the content is as it was. */
  static Response head(Response response, String coding) {
    Response coded = response
        .withHeader("content-encoding", coding)
        .withoutHeader("content-length")
        // Ranges are of the content as it is, and this is another one.
        .withoutHeader("accept-ranges");
    String tag = response.headers().get("etag");
    return tag == null || isWeak(tag) ? coded : coded.withHeader("etag", weak(tag));
  }

  /** Returns a 304 with the tag of the response that the client has: the weak one, where that was compressed. */
  static Response notModified(Request request, Response response) {
    Response varying = varying(response);
    String tag = response.headers().get("etag");
    return tag != null && !isWeak(tag) && names(request, weak(tag))
        ? varying.withHeader("etag", weak(tag))
        : varying;
  }

  private static boolean names(Request request, String tag) {
    return request.headers().all("if-none-match").stream().anyMatch(field -> field.contains(tag));
  }

  private static boolean isWeak(String tag) {
    return tag.startsWith("W/");
  }

  private static String weak(String tag) {
    // A tag that is malformed is left to whoever made it.
    return tag.startsWith("\"") ? "W/" + tag : tag;
  }

  private static boolean says(Headers headers, String name, String word) {
    return headers.contains(name)
        && headers.all(name).stream()
            .anyMatch(field -> field.toLowerCase(Locale.ROOT).contains(word));
  }
}
