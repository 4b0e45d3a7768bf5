package io.molt.web.server;

import io.molt.web.http.Headers;
import io.molt.web.http.Response;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.function.BiConsumer;

/**
 * Makes the field sections of responses for HTTP/2 and HTTP/3 (RFC 9113 section 8.2, RFC 9114 section 4.2). Names and
 * values were checked when the response was made. Fields that speak of the connection have no place there, and those
 * that frame the message are ours to write.
 *
 * <p>One for each connection, to be used on its event loop.
 */
final class FieldSection implements BiConsumer<String, String> {
  private static final int FIRST_SIZE = 16;
  private static final AsciiString ALT_SVC = AsciiString.cached("alt-svc");

  private final ServerContext server;
  private final DateHeader date;
  private AsciiString[] buffer = new AsciiString[FIRST_SIZE];
  private int size;
  private long framing;
  private boolean dated;
  private boolean placed;

  FieldSection(ServerContext server) {
    this.server = server;
    this.date = server.date;
  }

  /**
   * Returns names in lower case and values, in turn.
   *
   * @param contentFraming the length of the content, or one of the constants of {@link HeadEncoder}
   */
  AsciiString[] of(Response response, long contentFraming) {
    size = 0;
    framing = contentFraming;
    dated = false;
    placed = false;
    response.headers().forEach(this);
    if (!dated) {
      add(HttpHeaderNames.DATE, date.value());
    }
    String alternative = server.alternative();
    if (alternative != null && !placed) {
      add(ALT_SVC, new AsciiString(alternative));
    }
    if (framing >= 0) {
      add(HttpHeaderNames.CONTENT_LENGTH, new AsciiString(Long.toString(framing)));
    }
    return Arrays.copyOf(buffer, size);
  }

  /** Returns names and values, in turn, without any of ours. */
  AsciiString[] of(Headers section) {
    size = 0;
    framing = HeadEncoder.NONE;
    section.forEach(this);
    return Arrays.copyOf(buffer, size);
  }

  /** Adds one field of the response. */
  @Override
  public void accept(String name, String value) {
    if (!isOurs(name)) {
      add(new AsciiString(name).toLowerCase(), new AsciiString(value));
    }
  }

  private boolean isOurs(String name) {
    switch (name.length()) {
      case 4:
        dated |= name.equalsIgnoreCase("date");
        return false;
      case 7:
        placed |= name.equalsIgnoreCase("alt-svc");
        return name.equalsIgnoreCase("upgrade");
      case 10:
        return name.equalsIgnoreCase("connection") || name.equalsIgnoreCase("keep-alive");
      case 14:
        return framing != HeadEncoder.AS_STATED && name.equalsIgnoreCase("content-length");
      case 16:
        return name.equalsIgnoreCase("proxy-connection");
      case 17:
        return name.equalsIgnoreCase("transfer-encoding");
      default:
        return false;
    }
  }

  private void add(AsciiString name, AsciiString value) {
    if (size == buffer.length) {
      buffer = Arrays.copyOf(buffer, size * 2);
    }
    buffer[size++] = name;
    buffer[size++] = value;
  }
}
