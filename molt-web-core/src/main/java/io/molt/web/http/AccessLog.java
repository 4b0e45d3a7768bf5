package io.molt.web.http;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
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
 * characters escaped: whatever a client sends, a line stays one line, and a value stays its own. At the end there may be
 * {@code id}, the request id where it is another than the trace's, and {@code error}, the class of the exception behind a
 * 5xx or a response that broke off. The query is left out, since it often holds secrets.
 */
public final class AccessLog implements Observer {
  private static final Logger LOG = LoggerFactory.getLogger("io.molt.web.access");
  private static final String UNKNOWN = "-";
  private static final boolean[] PLAIN = new boolean[128];
  private static final String[] OUTCOMES = lower(Outcome.values());
  private static final String[] STAGES = lower(Stage.values());
  private static final int LINE = 256;
  private static final int MICRO = 1000;

  static {
    for (char c = '!'; c < 127; c++) {
      PLAIN[c] = "\"\\=".indexOf(c) < 0;
    }
  }

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
    line.append("method=").append(request.method().name());
    add(line.append(" path="), request.path());
    add(line.append(" route="), request.pattern().orElse(UNKNOWN));
    status(line.append(" status="), request.status());
    line.append(" outcome=").append(OUTCOMES[request.outcome().ordinal()]);
    line.append(" stage=").append(STAGES[request.stage().ordinal()]);
    millis(line.append(" ms="), request.duration());
    millis(line.append(" first_ms="), request.untilResponse().orElse(null));
    line.append(" in=").append(Math.max(0, request.received()));
    line.append(" out=").append(request.sent());
    add(line, request.connection(), request.peer());
    line.append(" trace=").append(request.traceId());
    if (!request.requestId().equals(request.traceId())) {
      add(line.append(" id="), request.requestId());
    }
    Throwable failure = request.failure().orElse(null);
    if (failure != null) {
      add(line.append(" error="), failure.getClass().getName());
    }
    return line.toString();
  }

  static String line(Refused refused) {
    StringBuilder line = new StringBuilder(LINE);
    line.append("refused=").append(lower(refused.reason()));
    status(line.append(" status="), refused.status());
    add(line, refused.connection(), refused.connection().source());
    add(line.append(" detail="), refused.detail());
    return line.toString();
  }

  private static void add(StringBuilder line, Connection connection, Peer peer) {
    add(line.append(" protocol="), connection.protocol().toString());
    add(line.append(" peer="), peer.address());
  }

  private static void add(StringBuilder line, String value) {
    if (isPlain(value)) {
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

  private static boolean isPlain(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= PLAIN.length || !PLAIN[c]) {
        return false;
      }
    }
    return !value.isEmpty();
  }

  private static void status(StringBuilder line, int code) {
    if (code == 0) {
      line.append(UNKNOWN);
    } else {
      line.append(code);
    }
  }

  /** Adds milliseconds with three digits after the point, whatever the locale. */
  private static void millis(StringBuilder line, @Nullable Duration time) {
    if (time == null) {
      line.append(UNKNOWN);
      return;
    }
    long micros = time.toNanos() / MICRO;
    int rest = (int) (micros % MICRO);
    line.append(micros / MICRO).append('.');
    line.append(rest < 100 ? "0" : "").append(rest < 10 ? "0" : "").append(rest);
  }

  private static String[] lower(Enum<?>[] values) {
    return Arrays.stream(values).map(AccessLog::lower).toArray(String[]::new);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
