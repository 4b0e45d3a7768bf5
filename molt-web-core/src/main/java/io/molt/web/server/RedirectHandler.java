package io.molt.web.server;

import io.molt.web.http.Handler;
import io.molt.web.http.HttpException;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends clients on to the same target over TLS. */
final class RedirectHandler implements Handler {
  private static final int PERMANENT_REDIRECT = 308;
  private static final int HTTPS = 443;
  // A name or an IPv4 address, or an IPv6 address in brackets; then a port if need be.
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._~%!$&'()*+,;=-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]*)?");

  private final String port;

  RedirectHandler(int port) {
    this.port = port == HTTPS ? "" : ":" + port;
  }

  @Override
  public Response handle(Request request) {
    Matcher host = HOST.matcher(request.host().orElse(""));
    if (!host.matches()) {
      throw HttpException.badRequest(
          "There is no Host to be sent on to (expected: a Host field with a host).");
    }
    if (!request.target().startsWith("/")) {
      throw HttpException.badRequest(
          "The target cannot be sent on (expected: a path that begins with '/').");
    }
    return Response.status(PERMANENT_REDIRECT)
        .withHeader("Location", "https://" + host.group(1) + port + request.target());
  }
}
