package io.molt.differences;

import io.molt.web.http.Headers;
import io.molt.web.test.TestHead;
import io.molt.web.test.TestRequest;
import io.molt.web.test.TestResponse;
import io.molt.web.test.TestStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What came of a request, a line for each thing that can be seen.
 *
 * @param lines the lines, in the order in which they came, fields sorted by name
 */
record Answer(List<String> lines) {
  static final Answer NONE = new Answer(List.of());
  private static final Pattern DATE =
      Pattern.compile("(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d \\w{3} 20\\d\\d [\\d:]{8} GMT");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern PORT = Pattern.compile("(\"?):\\d{4,5}\\b");

  /** Sends the request and reads the whole response. */
  static Answer whole(TestRequest request) {
    TestResponse response = request.send();
    List<String> lines = head(response);
    response.text().lines().forEach(line -> lines.add("> " + line));
    addFields(lines, "after the content, ", response.trailers());
    return ended(lines, response);
  }

  /** Sends the request and expects that the response breaks off. */
  static Answer brokenOff(TestRequest request) {
    TestStream stream = request.stream();
    List<String> lines = head(stream);
    stream.expectBroken();
    lines.add("> broken off");
    return ended(lines, stream);
  }

  /** Returns what came of a request that was given up. */
  static Answer of(TestStream stream) {
    return ended(head(stream), stream);
  }

  private static List<String> head(TestHead<?> response) {
    List<String> lines = new ArrayList<>();
    response.earlyHints().forEach(hint -> {
      lines.add("103");
      addFields(lines, "", hint);
    });
    lines.add(Integer.toString(response.status()));
    addFields(lines, "", response.headers());
    return lines;
  }

  private static void addFields(List<String> lines, String prefix, Headers fields) {
    List<String> sorted = new ArrayList<>();
    fields.forEach(
        (name, value) -> sorted.add(prefix + name.toLowerCase(Locale.ROOT) + ": " + value));
    sorted.sort(null);
    lines.addAll(sorted);
  }

  private static Answer ended(List<String> lines, TestHead<?> response) {
    lines.add("outcome: " + response.outcome().map(Enum::name).orElse("never reached the app"));
    lines.replaceAll(Answer::steady);
    return new Answer(List.copyOf(lines));
  }

  /** Puts a word where what stands there is another each time. */
  static String steady(String line) {
    String dated =
        line.contains("2026 00:00:00") ? line : DATE.matcher(line).replaceAll("(a date)");
    return PORT.matcher(ID.matcher(dated).replaceAll("(an id)")).replaceAll("$1:(a port)");
  }

  /** Returns the lines of this that the other lacks. */
  List<String> without(Answer other) {
    List<String> rest = new ArrayList<>(lines);
    other.lines.forEach(rest::remove);
    return rest;
  }
}
