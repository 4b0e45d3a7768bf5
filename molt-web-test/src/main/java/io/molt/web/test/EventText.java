package io.molt.web.test;

import io.molt.web.http.ServerSentEvent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the text of one server-sent event (WHATWG HTML, section "Parsing an event stream"). */
final class EventText {
  private EventText() {}

  static String dataOf(String block) {
    return fields(block).getOrDefault("data", "");
  }

  static ServerSentEvent parse(String block) {
    Map<String, String> fields = fields(block);
    String retry = fields.get("retry");
    return new ServerSentEvent(
        fields.get("id"),
        fields.get("event"),
        fields.get("data"),
        retry == null ? null : Duration.ofMillis(Long.parseLong(retry)));
  }

  private static Map<String, String> fields(String block) {
    Map<String, String> fields = new LinkedHashMap<>();
    block.lines().filter(line -> !line.startsWith(":")).forEach(line -> add(fields, line));
    return fields;
  }

  private static void add(Map<String, String> fields, String line) {
    int colon = line.indexOf(':');
    String name = colon < 0 ? line : line.substring(0, colon);
    String value = colon < 0 ? "" : line.substring(colon + 1);
    String text = value.startsWith(" ") ? value.substring(1) : value;
    if (name.equals("data")) {
      fields.merge(name, text, (before, more) -> before + "\n" + more);
    } else {
      fields.put(name, text);
    }
  }
}
