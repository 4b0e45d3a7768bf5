package io.molt.web.http;

import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line for every request, and one for whatever was refused before it became one, at info to the logger
 * {@code io.molt.web.access}.
 *
 * <pre>{@code
 * method=GET path=/users/42 route=/users/{id} status=200 outcome=completed stage=write ms=1.204 first_ms=1.118 in=0 out=27 protocol=HTTP/1.1 peer=192.0.2.7 trace=4bf92f3577b34da6a3ce929d0e0e4736
 * refused=malformed status=400 protocol=HTTP/1.1 peer=192.0.2.7 detail="The request line is malformed."
 * }</pre>
 *
 * <p>Keys and values as in logfmt, always in this order; {@code -} stands for what is not known. A value that holds more
 * than letters, digits and a few marks is in double quotes, with a backslash before quotes and backslashes, and control
 * characters escaped: whatever a client sends, a line stays one line, and a value stays its own. {@code error}, at the
 * end, names the class of the exception behind a 5xx or a response that broke off. The query is left out, since it often
 * holds secrets.
 */
public final class AccessLog implements Observer {
  private static final Logger LOG = LoggerFactory.getLogger("io.molt.web.access");
  private static final String PLAIN = "/._-~:@!$&'()*+,;%{}?<>|[]^`#";
  private static final int LINE = 256;
  private static final int MICRO = 1000;

  private AccessLog() {}

  /** Returns an access log, to be given to {@link io.molt.web.App#observe}. */
  public static AccessLog create() {
    return new AccessLog();
  }

  @Override
  public void onEnd(Ended request) {
    if (LOG.isInfoEnabled()) {
      LOG.info(line(request));
    }
  }

  @Override
  public void onRefusal(Refused refused) {
    if (LOG.isInfoEnabled()) {
      LOG.info(line(refused));
    }
  }

  static String line(Ended request) {
    StringBuilder line = new StringBuilder(LINE);
    add(line, "method", request.method().name());
    add(line, "path", request.path());
    add(line, "route", request.pattern().orElse("-"));
    add(line, "status", status(request.status()));
    add(line, "outcome", lower(request.outcome()));
    add(line, "stage", lower(request.stage()));
    add(line, "ms", millis(request.duration()));
    add(line, "first_ms", request.untilResponse().map(AccessLog::millis).orElse("-"));
    add(line, "in", Long.toString(Math.max(0, request.received())));
    add(line, "out", Long.toString(request.sent()));
    add(line, request.connection(), request.peer());
    add(line, "trace", request.traceId());
    request.failure().ifPresent(error -> add(line, "error", error.getClass().getName()));
    return line.toString();
  }

  static String line(Refused refused) {
    StringBuilder line = new StringBuilder(LINE);
    add(line, "refused", lower(refused.reason()));
    add(line, "status", status(refused.status()));
    add(line, refused.connection(), refused.connection().source());
    add(line, "detail", refused.detail());
    return line.toString();
  }

  private static void add(StringBuilder line, Connection connection, Peer peer) {
    add(line, "protocol", connection.protocol().toString());
    add(line, "peer", peer.address());
  }

  private static void add(StringBuilder line, String key, String value) {
    line.append(line.isEmpty() ? "" : " ").append(key).append('=');
    if (!value.isEmpty() && value.chars().allMatch(AccessLog::isPlain)) {
      line.append(value);
    } else {
      quote(line, value);
    }
  }

  private static void quote(StringBuilder line, String value) {
    line.append('"');
    String visible = Tokens.visible(value.replace("\\", "\\\\").replace("\"", "\\\""));
    line.append(visible).append('"');
  }

  private static boolean isPlain(int c) {
    return c < 128 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
  }

  private static String status(int code) {
    return code == 0 ? "-" : Integer.toString(code);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Returns milliseconds with three digits after the point, whatever the locale. */
  private static String millis(Duration time) {
    long micros = time.toNanos() / MICRO;
    String rest = Long.toString(MICRO + micros % MICRO).substring(1);
    return micros / MICRO + "." + rest;
  }
}
