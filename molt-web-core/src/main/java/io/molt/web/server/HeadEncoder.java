package io.molt.web.server;

import io.molt.web.http.Headers;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;

/**
 * Writes the heads of responses (RFC 9112 section 4), those of all connections of one event loop. Names and values were
 * checked when the response was made. Fields that frame the message are ours to write; those of the response are left out.
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
  private static final byte[] COLON = latin(": ");
  private static final byte[] LINE_BREAK = latin("\r\n");
  private static final byte[] LAST_CHUNK = latin("0\r\n");
  private static final byte[] CLOSE = latin("connection: close\r\n");
  private static final byte[] UPGRADE = latin("connection: upgrade\r\n");
  private static final byte[] KEEP_ALIVE = latin("connection: keep-alive\r\n");
  // What most heads fit into, and what is kept for those that come later.
  private static final int USUAL_SIZE = 512;
  private static final int LARGEST_KEPT = 16 * 1024;
  private static final int MOST_DIGITS = 19;
  private static final int LATIN = 0xff;

  static {
    for (int code = 100; code < STATUS_LINES.length; code++) {
      Status status = Status.of(code);
      STATUS_LINES[code] = statusLine(status);
      REASONS[code] = status.reason();
    }
  }

  private final ServerContext server;
  private final DateHeader date;
  private final KnownLines lines = new KnownLines();
  // A head is put together here, and then written at once: each write to a buffer of the transport
  // has checks of its own.
  private byte[] head = new byte[USUAL_SIZE];
  private int size;
  private long framing;
  private boolean dated;
  private boolean placed;
  private boolean upgrading;
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
    begin(contentFraming);
    dated = false;
    placed = false;
    upgrading = false;
    closing = close;
    addStatus(response.status());
    response.headers().forEach(this);
    if (!dated) {
      add(date.line());
    }
    addAlternative();
    addFraming();
    if (upgrading) {
      add(UPGRADE);
    }
    if (closing) {
      add(CLOSE);
    } else if (keepAlive) {
      add(KEEP_ALIVE);
    }
    end(to);
    return closing;
  }

  /** Appends the head of an interim response, which is all there is of it. */
  void encodeInterim(ByteBuf to, Status status, Headers fields) {
    begin(NONE);
    addStatus(status);
    fields.forEach(this);
    end(to);
  }

  /** Appends the head after which another protocol is spoken (RFC 9110 section 7.8). */
  void encodeUpgrade(ByteBuf to, Response response) {
    begin(NONE);
    dated = false;
    addStatus(response.status());
    response.headers().forEach(this);
    if (!dated) {
      add(date.line());
    }
    add(UPGRADE);
    end(to);
  }

  /** Appends the last chunk, and the fields after the content (RFC 9112 section 7.1.2). */
  void encodeLastChunk(ByteBuf to, Headers trailers) {
    begin(NONE);
    add(LAST_CHUNK);
    trailers.forEach(this);
    end(to);
  }

  /** Adds one field of the response. */
  @Override
  public void accept(String name, String value) {
    if (isOurs(name, value)) {
      return;
    }
    byte[] known = lines.find(name, value);
    if (known == null) {
      addField(name, value);
    } else {
      add(known);
    }
  }

  private void begin(long contentFraming) {
    size = 0;
    framing = contentFraming;
  }

  private void end(ByteBuf to) {
    add(LINE_BREAK);
    to.writeBytes(head, 0, size);
    if (head.length > LARGEST_KEPT) {
      head = new byte[USUAL_SIZE];
    }
  }

  private boolean isOurs(String name, String value) {
    switch (name.length()) {
      case 4:
        dated |= name.equalsIgnoreCase("date");
        return false;
      case 7:
        placed |= name.equalsIgnoreCase("alt-svc");
        upgrading |= name.equalsIgnoreCase("upgrade");
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

  private void addAlternative() {
    String alternative = server.alternative();
    if (alternative != null && !placed) {
      addField("alt-svc", alternative);
    }
  }

  private void addFraming() {
    if (framing >= 0) {
      add(CONTENT_LENGTH);
      addNumber(framing);
      add(LINE_BREAK);
    } else if (framing == CHUNKED) {
      add(TRANSFER_CHUNKED);
    }
  }

  private void addStatus(Status status) {
    boolean usual = status.reason().equals(REASONS[status.code()]);
    add(usual ? STATUS_LINES[status.code()] : statusLine(status));
  }

  private void addField(String name, String value) {
    require(name.length() + value.length() + COLON.length + LINE_BREAK.length);
    add(name);
    add(COLON);
    add(value);
    add(LINE_BREAK);
  }

  private void addNumber(long number) {
    require(MOST_DIGITS);
    int end = size;
    for (long rest = number; rest > 9; rest /= 10) {
      end++;
    }
    size = end + 1;
    long rest = number;
    do {
      head[end--] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
  }

  private void add(byte[] bytes) {
    require(bytes.length);
    System.arraycopy(bytes, 0, head, size, bytes.length);
    size += bytes.length;
  }

  /** Adds text for which there is room; what Latin-1 cannot carry becomes a question mark. */
  private void add(String text) {
    byte[] to = head;
    int at = size;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      to[at + i] = (byte) (c <= LATIN ? c : '?');
    }
    size = at + text.length();
  }

  private void require(int more) {
    if (head.length - size < more) {
      head = Arrays.copyOf(head, Math.max(2 * head.length, size + more));
    }
  }

  private static byte[] statusLine(Status status) {
    return latin("HTTP/1.1 " + status.code() + " " + status.reason() + "\r\n");
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
