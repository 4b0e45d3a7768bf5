package io.molt.differences;

import io.molt.web.test.Transport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes down what each transport shows otherwise than in memory, as Markdown. */
final class Report {
  static final List<Transport> WIRES =
      Arrays.stream(Transport.values()).filter(Transport::isLive).toList();
  private static final String PREAMBLE = """
      # What a wire adds

      A test that passes in memory passes over every wire: the behaviour suite holds that. This page is the rest: what the
      same requests to the same app show otherwise over a socket than in memory. A test writes it, and fails when it is not
      true any more. For each request that differs stands what came in memory, and what each wire adds (`+`) and lacks (`-`).
      Dates, ids and ports are left out. How content is framed, the test client does not show; the last section does.

      In short:

      - Over a socket a request may be refused before the app sees it: limits of the head, expectations that nobody knows.
        Those answers come from the server, so no middleware sees them; an observer does (`onRefusal`).
      - Fields that speak of the connection (`connection`, `upgrade`) end with HTTP/1.1.
      - A handler sees another protocol and peer, and over TLS another scheme.
      - Servers that speak HTTP/3 say so with `alt-svc`.
      """;

  private final StringBuilder text = new StringBuilder(PREAMBLE);
  private final Map<Probe, Map<Transport, List<String>>> differences = new LinkedHashMap<>();
  private final Map<Probe, Answer> inMemory = new LinkedHashMap<>();
  private final Map<Transport, List<String>> always = new LinkedHashMap<>();

  private Report(Map<Probe, Map<Transport, Answer>> answers) {
    answers.forEach((probe, seen) -> {
      Answer memory = seen.getOrDefault(Transport.IN_MEMORY, Answer.NONE);
      inMemory.put(probe, memory);
      Map<Transport, List<String>> lines = new LinkedHashMap<>();
      WIRES.forEach(wire ->
          lines.put(wire, difference(memory, seen.getOrDefault(wire, Answer.NONE))));
      differences.put(probe, lines);
    });
    WIRES.forEach(this::takeOutWhatIsAlways);
  }

  /**
   * Returns the report.
   *
   * @param answers what came, by probe and transport
   * @param spelled requests of HTTP/1.1 and what came back, byte for byte
   */
  static String of(Map<Probe, Map<Transport, Answer>> answers, Map<String, String> spelled) {
    Report report = new Report(answers);
    report.always();
    report.table();
    report.differences.forEach(report::section);
    report.spelled(spelled);
    return report.text.toString();
  }

  private static List<String> difference(Answer memory, Answer here) {
    List<String> lines = new ArrayList<>();
    memory.without(here).forEach(line -> lines.add("- " + line));
    here.without(memory).forEach(line -> lines.add("+ " + line));
    return lines;
  }

  private void takeOutWhatIsAlways(Transport wire) {
    List<List<String>> all = differences.values().stream()
        .map(lines -> lines.getOrDefault(wire, List.of()))
        .toList();
    List<String> common = new ArrayList<>(all.get(0));
    all.forEach(common::retainAll);
    all.forEach(lines -> lines.removeAll(common));
    always.put(wire, common);
  }

  private void always() {
    text.append("\n## Every response\n");
    alike(always).forEach(this::difference);
  }

  private void table() {
    text.append("\n## Every request\n\n| request | ");
    text.append(WIRES.stream().map(Transport::toString).collect(Collectors.joining(" | ")));
    text.append(" |\n|---|").append("---|".repeat(WIRES.size())).append('\n');
    differences.forEach((probe, lines) -> {
      text.append("| ").append(probe.title());
      lines.values().forEach(some -> text.append(some.isEmpty() ? " | same" : " | differs"));
      text.append(" |\n");
    });
  }

  private void section(Probe probe, Map<Transport, List<String>> lines) {
    if (lines.values().stream().allMatch(List::isEmpty)) {
      return;
    }
    text.append("\n### ").append(probe.title()).append('\n');
    block("In memory", "text", inMemory.getOrDefault(probe, Answer.NONE).lines());
    alike(lines).forEach(this::difference);
  }

  private static Map<List<String>, List<Transport>> alike(Map<Transport, List<String>> lines) {
    Map<List<String>, List<Transport>> alike = new LinkedHashMap<>();
    lines.forEach(
        (wire, some) -> alike.computeIfAbsent(some, key -> new ArrayList<>()).add(wire));
    return alike;
  }

  private void difference(List<String> lines, List<Transport> wires) {
    String names = wires.stream().map(Transport::toString).collect(Collectors.joining(", "));
    String title = Character.toUpperCase(names.charAt(0)) + names.substring(1);
    if (!lines.isEmpty()) {
      block(title, "diff", lines);
    }
  }

  private void spelled(Map<String, String> spelled) {
    text.append("\n## HTTP/1.1, as it is sent\n");
    spelled.forEach((request, response) -> {
      block("A client sends", "http", request.lines().toList());
      block("and gets", "http", response.lines().toList());
    });
  }

  private void block(String title, String kind, List<String> lines) {
    text.append('\n').append(title).append(":\n\n```").append(kind).append('\n');
    lines.forEach(line -> text.append(line).append('\n'));
    text.append("```\n");
  }
}
