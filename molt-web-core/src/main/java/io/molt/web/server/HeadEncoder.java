package io.molt.web.server;

import io.molt.web.http.Headers;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the heads of one connection's responses (RFC 9112 section 4). Names and values were checked when the response
 * was made. Fields that frame the message are ours to write; those of the response are left out.
 */
final class HeadEncoder implements BiConsumer<String, String> {
  /** The content is sent in chunks. */
  static final long CHUNKED = -1;

  /** The content ends with the connection. */
  static final long UNTIL_CLOSE = -2;

  /** There is no content, and the response may say itself how long it would be. */
  static final long AS_STATED = -3;

  /** There is no content and must be no word of it. */
  static final long NONE = -4;

  private static final byte[][] STATUS_LINES = new byte[600][];
  private static final String[] REASONS = new String[STATUS_LINES.length];
  private static final byte[] CONTENT_LENGTH = latin("content-length: ");
  private static final byte[] TRANSFER_CHUNKED = latin("transfer-encoding: chunked\r\n");
  private static final byte[] ALT_SVC = latin("alt-svc: ");
  private static final byte[] CLOSE = latin("connection: close\r\n");
  private static final byte[] KEEP_ALIVE = latin("connection: keep-alive\r\n");
  private static final int LINE_BREAK = '\r' << 8 | '\n';
  private static final int COLON = ':' << 8 | ' ';

  static {
    for (int code = 100; code < STATUS_LINES.length; code++) {
      Status status = Status.of(code);
      STATUS_LINES[code] = statusLine(status);
      REASONS[code] = status.reason();
    }
  }

  private final ServerContext server;
  private final DateHeader date;
  private @Nullable ByteBuf out;
  private long framing;
  private boolean dated;
  private boolean placed;
  private boolean closing;

  HeadEncoder(ServerContext server, DateHeader date) {
    this.server = server;
    this.date = date;
  }

  /**
   * Appends the head to {@code to}.
   *
   * @param close whether the connection closes after the response
   * @param keepAlive whether a connection that does not close has to be announced
   * @return whether the connection closes after the response, be it that the response says so itself
   */
  boolean encode(
      ByteBuf to, Response response, long contentFraming, boolean close, boolean keepAlive) {
    out = to;
    framing = contentFraming;
    dated = false;
    placed = false;
    closing = close;
    writeStatus(to, response.status());
    response.headers().forEach(this);
    if (!dated) {
      to.writeBytes(date.line());
    }
    writeAlternative(to);
    writeFraming(to);
    if (closing) {
      to.writeBytes(CLOSE);
    } else if (keepAlive) {
      to.writeBytes(KEEP_ALIVE);
    }
    to.writeShort(LINE_BREAK);
    out = null;
    return closing;
  }

  /** Appends the head of an interim response, which is all there is of it. */
  void encodeInterim(ByteBuf to, Status status, Headers fields) {
    out = to;
    framing = NONE;
    writeStatus(to, status);
    fields.forEach(this);
    to.writeShort(LINE_BREAK);
    out = null;
  }

  /** Appends the last chunk, and the fields after the content (RFC 9112 section 7.1.2). */
  void encodeLastChunk(ByteBuf to, Headers trailers) {
    out = to;
    framing = NONE;
    to.writeByte('0').writeShort(LINE_BREAK);
    trailers.forEach(this);
    to.writeShort(LINE_BREAK);
    out = null;
  }

  /** Appends one field of the response. */
  @Override
  public void accept(String name, String value) {
    ByteBuf to = out;
    if (to == null || isOurs(name, value)) {
      return;
    }
    ByteBufUtil.writeAscii(to, name);
    to.writeShort(COLON);
    ByteBufUtil.writeAscii(to, value);
    to.writeShort(LINE_BREAK);
  }

  private boolean isOurs(String name, String value) {
    switch (name.length()) {
      case 4:
        dated |= name.equalsIgnoreCase("date");
        return false;
      case 7:
        placed |= name.equalsIgnoreCase("alt-svc");
        return false;
      case 10:
        return isConnection(name, value) || name.equalsIgnoreCase("keep-alive");
      case 14:
        return framing != AS_STATED && name.equalsIgnoreCase("content-length");
      case 17:
        return name.equalsIgnoreCase("transfer-encoding");
      default:
        return false;
    }
  }

  private boolean isConnection(String name, String value) {
    boolean connection = name.equalsIgnoreCase("connection");
    if (connection && ConnectionField.lists(value, "close")) {
      closing = true;
    }
    return connection;
  }

  private void writeAlternative(ByteBuf to) {
    String alternative = server.alternative();
    if (alternative != null && !placed) {
      to.writeBytes(ALT_SVC);
      ByteBufUtil.writeAscii(to, alternative);
      to.writeShort(LINE_BREAK);
    }
  }

  private void writeFraming(ByteBuf to) {
    if (framing >= 0) {
      to.writeBytes(CONTENT_LENGTH);
      writeNumber(to, framing);
      to.writeShort(LINE_BREAK);
    } else if (framing == CHUNKED) {
      to.writeBytes(TRANSFER_CHUNKED);
    }
  }

  private static void writeNumber(ByteBuf to, long number) {
    long unit = 1;
    while (number / unit >= 10) {
      unit *= 10;
    }
    for (; unit > 0; unit /= 10) {
      to.writeByte((int) ('0' + number / unit % 10));
    }
  }

  private static void writeStatus(ByteBuf to, Status status) {
    boolean usual = status.reason().equals(REASONS[status.code()]);
    to.writeBytes(usual ? STATUS_LINES[status.code()] : statusLine(status));
  }

  private static byte[] statusLine(Status status) {
    return latin("HTTP/1.1 " + status.code() + " " + status.reason() + "\r\n");
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
