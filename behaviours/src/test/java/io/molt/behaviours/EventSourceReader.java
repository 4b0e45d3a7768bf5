package io.molt.behaviours;

import java.util.ArrayList;
import java.util.List;

/**
 * What a browser makes of an event stream, rule by rule (WHATWG HTML, section 9.2.6 "Interpreting an event stream"): written
 * from that text alone, to judge what is sent by.
 */
final class EventSourceReader {
  /** An event as a script sees it. */
  record Dispatched(String type, String data, String lastEventId) {}

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final List<Dispatched> events = new ArrayList<>();
  private final StringBuilder data = new StringBuilder();
  private String type = "";
  private String idBuffer = "";
  private String lastEventId = "";
  private String reconnectionTime = "";

  private EventSourceReader() {}

  /** Returns the events that a stream dispatches; one that its end cuts off is none. */
  static List<Dispatched> read(String stream) {
    return interpret(stream).events;
  }

  /** Returns what a client would send as {@code Last-Event-ID} after the stream. */
  static String lastEventId(String stream) {
    return interpret(stream).lastEventId;
  }

  /** Returns the reconnection time that a stream sets, or nothing. */
  static String reconnectionTime(String stream) {
    return interpret(stream).reconnectionTime;
  }

  private static EventSourceReader interpret(String stream) {
    EventSourceReader reader = new EventSourceReader();
    boolean marked = !stream.isEmpty() && stream.charAt(0) == BYTE_ORDER_MARK;
    reader.lines(marked ? stream.substring(1) : stream);
    return reader;
  }

  /** Takes what ends in CRLF, LF or CR for a line; what has no end is none. */
  private void lines(String stream) {
    int start = 0;
    for (int i = 0; i < stream.length(); i++) {
      char c = stream.charAt(i);
      if (c == '\n' || c == '\r') {
        line(stream.substring(start, i));
        boolean pair = c == '\r' && i + 1 < stream.length() && stream.charAt(i + 1) == '\n';
        i += pair ? 1 : 0;
        start = i + 1;
      }
    }
  }

  private void line(String line) {
    int colon = line.indexOf(':');
    if (line.isEmpty()) {
      dispatch();
    } else if (colon < 0) {
      field(line, "");
    } else if (colon > 0) {
      String value = line.substring(colon + 1);
      field(line.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
    }
  }

  private void field(String name, String value) {
    switch (name) {
      case "event" -> type = value;
      case "data" -> data.append(value).append('\n');
      case "id" -> idBuffer = value.indexOf('\0') < 0 ? value : idBuffer;
      case "retry" -> reconnectionTime = value.matches("[0-9]+") ? value : reconnectionTime;
      default -> {
        // any other field is ignored
      }
    }
  }

  private void dispatch() {
    lastEventId = idBuffer;
    if (!data.isEmpty()) {
      data.setLength(data.length() - 1);
      events.add(new Dispatched(type.isEmpty() ? "message" : type, data.toString(), lastEventId));
    }
    data.setLength(0);
    type = "";
  }
}
