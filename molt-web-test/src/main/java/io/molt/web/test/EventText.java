package io.molt.web.test;

import io.molt.web.http.ServerSentEvent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the text of one server-sent event (WHATWG HTML, section "Parsing an event stream"). */
final class EventText {
  // What stands before the colon of a comment.
  private static final String COMMENT = "";

  private EventText() {}

  /** Returns the data, or null if there is none, so that a client would show no event. */
  static @Nullable String dataOf(String block) {
    return fields(block).get("data");
  }

  static ServerSentEvent parse(String block) {
    Map<String, String> fields = fields(block);
    ServerSentEvent event = new ServerSentEvent(
        fields.get("id"), fields.get("event"), fields.get("data"), retry(fields.get("retry")));
    String comment = fields.get(COMMENT);
    return comment == null ? event : event.withComment(comment);
  }

  private static Map<String, String> fields(String block) {
    Map<String, String> fields = new LinkedHashMap<>();
    block.lines().filter(line -> !line.isEmpty()).forEach(line -> add(fields, line));
    return fields;
  }

  /** Returns the time, or null if there is none or it is not all digits. */
  private static @Nullable Duration retry(@Nullable String millis) {
    return millis == null || !millis.matches("[0-9]{1,15}")
        ? null
        : Duration.ofMillis(Long.parseLong(millis));
  }

  private static void add(Map<String, String> fields, String line) {
    int colon = line.indexOf(':');
    String name = colon < 0 ? line : line.substring(0, colon);
    String value = colon < 0 ? "" : line.substring(colon + 1);
    String text = value.startsWith(" ") ? value.substring(1) : value;
    if (name.equals("data") || name.equals(COMMENT)) {
      fields.merge(name, text, (before, more) -> before + "\n" + more);
    } else if (!name.equals("id") || text.indexOf(0) < 0) {
      fields.put(name, text);
    }
  }
}
