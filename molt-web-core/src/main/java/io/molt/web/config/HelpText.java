package io.molt.web.config;

import java.util.List;
import java.util.stream.Collectors;

/** Settings as a table for a terminal. */
final class HelpText {
  private static final String HEAD = """
      Settings, each as an argument, an environment variable, or a system property (-Dmolt.port=9000).
      An argument goes before a property, a property before a variable, a variable before the code.

      """;
  private static final int DEFAULT_WIDTH = 10;

  private HelpText() {}

  static String of(List<Setting> settings) {
    String row = "  %-" + width(settings, true) + "s  %-" + width(settings, false) + "s  %-"
        + DEFAULT_WIDTH + "s%n      %s%n";
    return HEAD
        + settings.stream().map(setting -> line(row, setting)).collect(Collectors.joining());
  }

  private static String line(String row, Setting setting) {
    return row.formatted(
            setting, setting.environmentVariable(), setting.defaultValue(), setting.description())
        .replaceAll(" +\\R", "\n");
  }

  private static int width(List<Setting> settings, boolean ofArguments) {
    return settings.stream()
        .map(setting -> ofArguments ? setting.toString() : setting.environmentVariable())
        .mapToInt(String::length)
        .max()
        .orElse(1);
  }
}
