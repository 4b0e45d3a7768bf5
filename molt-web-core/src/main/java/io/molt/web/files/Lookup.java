package io.molt.web.files;

import io.molt.web.coding.AcceptEncoding;
import io.molt.web.http.ByteRanges;
import io.molt.web.http.EntityTag;
import io.molt.web.http.Headers;
import io.molt.web.http.HttpException;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.http.Validators;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what a request asks for, and answers it; on a thread that may wait for a disk. */
final class Lookup {
  private static final int MOVED_PERMANENTLY = 301;

  private final Source source;
  private final Rules rules;
  private final Request request;
  private final String path;

  Lookup(Source source, Rules rules, Request request, String path) {
    this.source = source;
    this.rules = rules;
    this.request = request;
    this.path = path;
  }

  /** Returns a redirect to the same path with a slash behind it. */
  static Response redirect(Request request) {
    String raw = request.rawPath();
    String query = request.rawQuery().map(text -> "?" + text).orElse("");
    // Relative, so that it holds behind a proxy that serves this below another path; and with a dot
    // first, so that
    // nothing in the path can be taken for a scheme or a host.
    return Response.status(MOVED_PERMANENTLY)
        .withHeader("location", "./" + raw.substring(raw.lastIndexOf('/') + 1) + "/" + query);
  }

  /**
   * Returns the response, or null if there is no such file.
   *
   * @throws HttpException with status 403 if there is one, but this process may not read it
   */
  @Nullable Response response() throws IOException {
    try {
      Response found = found();
      return found == null ? fallback() : found;
    } catch (AccessDeniedException unreadable) {
      throw HttpException.forbidden("The server may not read this file.");
    }
  }

  private @Nullable Response found() throws IOException {
    Name name = Name.ofRaw(path);
    if (name == null) {
      return null;
    }
    // The root of a mounted app has no slash where its prefix has none.
    boolean isDirectory = Name.isDirectory(path) && request.rawPath().endsWith("/");
    return isDirectory ? index(name) : file(name);
  }

  private @Nullable Response index(Name directory) throws IOException {
    return rules.index().isEmpty() ? null : send(directory.child(rules.index()));
  }

  private @Nullable Response file(Name name) throws IOException {
    Response file = send(name);
    boolean isDirectory =
        file == null && !rules.index().isEmpty() && source.find(name.child(rules.index())) != null;
    return isDirectory ? redirect(request) : file;
  }

  private @Nullable Response fallback() throws IOException {
    Name page = rules.fallback();
    if (page == null || !Name.isPage(path) || !acceptsHtml()) {
      return null;
    }
    Response found = send(page);
    return found == null ? null : found.withAddedHeader("vary", "accept");
  }

  /** Returns whether HTML is asked for by name: scripts that fetch data take anything, and want their 404. */
  private boolean acceptsHtml() {
    return request.headers().all("accept").stream().anyMatch(field -> field.contains("text/html"));
  }

  private @Nullable Response send(Name name) throws IOException {
    Resource plain = source.find(name);
    return plain == null ? null : send(name, plain);
  }

  private Response send(Name name, Resource plain) throws IOException {
    Response response = Response.ok()
        .withType(rules.type(name))
        .withCacheControl(rules.cacheControl(name))
        .withHeader("x-content-type-options", "nosniff");
    Stored stored = rules.precompressed() ? stored(name) : Stored.NONE;
    if (stored.isAny()) {
      response = response.withHeader("vary", "accept-encoding");
    }
    Resource coded = stored.resource();
    Coding coding = stored.coding();
    return coded == null || coding == null
        ? answer(response, plain, "")
        : answer(
            response.withHeader("content-encoding", coding.token()), coded, "-" + coding.token());
  }

  private Response answer(Response head, Resource resource, String variant) {
    Instant now = request.context().service().clock().instant();
    EntityTag tag = resource.tag(variant, now);
    Validators validators = new Validators(tag, resource.lastModified(), true);
    Response whole = validators.answer(
        request, () -> head.withBody(resource.source().part(0, resource.length())));
    return ByteRanges.answer(
        resource.isSequential() ? withoutMany(request) : request,
        whole,
        resource.length(),
        resource.source());
  }

  /** Returns the request without its ranges if there are several: each would cost as much as the whole. */
  private static Request withoutMany(Request request) {
    Headers headers = request.headers();
    String ranges = headers.get("range");
    return ranges == null || ranges.indexOf(',') < 0
        ? request
        : request.withHeaders(headers.without("range"));
  }

  /** Returns the compressed file that the client likes best. */
  private Stored stored(Name name) throws IOException {
    List<Coding> wanted = AcceptEncoding.parse(request.headers().all("accept-encoding"))
        .preferred(Coding.ALL, Coding::token);
    for (Coding coding : wanted) {
      Resource found = stored(name, coding);
      if (found != null) {
        return new Stored(true, coding, found);
      }
    }
    for (Coding coding : Coding.ALL) {
      // Caches have to know that others may get another answer.
      if (!wanted.contains(coding) && stored(name, coding) != null) {
        return new Stored(true, null, null);
      }
    }
    return Stored.NONE;
  }

  private @Nullable Resource stored(Name name, Coding coding) throws IOException {
    try {
      return source.find(name.withSuffix(coding.suffix()));
    } catch (AccessDeniedException unreadable) {
      // Then the file itself is as good an answer.
      return null;
    }
  }

  /** What there is beside a file: anything at all, and what of it is to be sent. */
  private record Stored(
      boolean isAny, @Nullable Coding coding, @Nullable Resource resource) {
    static final Stored NONE = new Stored(false, null, null);
  }
}
