package io.molt.web.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code --name value}, {@code --name=value} and, for switches, {@code --name} and {@code --no-name}. */
final class Arguments {
  private static final String PREFIX = "--";
  private static final String NOT = "no-";

  private final List<String> arguments;
  private final List<String> problems;
  private final Map<Setting, Given> found = new LinkedHashMap<>();
  private int next;

  private Arguments(List<String> arguments, List<String> problems) {
    this.arguments = arguments;
    this.problems = problems;
  }

  /** Returns what is given, the last one of each setting, and adds to {@code problems} what cannot be understood. */
  static Map<Setting, Given> read(List<String> arguments, List<String> problems) {
    Arguments reader = new Arguments(arguments, problems);
    while (reader.next < arguments.size()) {
      reader.readNext();
    }
    return reader.found;
  }

  private void readNext() {
    String argument = arguments.get(next++);
    if (!argument.startsWith(PREFIX)) {
      problems.add(argument + ": not a setting (expected: --name value; --help lists them)");
      return;
    }
    String[] parts = argument.substring(PREFIX.length()).split("=", 2);
    SettingsTable.named(parts[0])
        .ifPresentOrElse(setting -> readValue(setting, parts), () -> readNegation(argument, parts));
  }

  private void readValue(Setting setting, String[] parts) {
    if (parts.length == 2) {
      put(setting, setting.argument(), parts[1]);
    } else if (next < arguments.size() && !arguments.get(next).startsWith(PREFIX)) {
      put(setting, setting.argument(), arguments.get(next++));
    } else if (setting.isSwitch()) {
      put(setting, setting.argument(), "true");
    } else {
      problems.add(setting.argument() + ": no value (expected: " + setting.expected() + ")");
    }
  }

  private void readNegation(String argument, String[] parts) {
    Optional<Setting> negated = Optional.of(parts[0])
        .filter(name -> name.startsWith(NOT) && parts.length == 1)
        .flatMap(name -> SettingsTable.named(name.substring(NOT.length())))
        .filter(Setting::isSwitch);
    negated.ifPresentOrElse(
        setting -> put(setting, argument, "false"),
        () -> problems.add(PREFIX + parts[0] + ": no such setting ("
            + Spelling.hint(parts[0], Setting::argument) + "--help lists them)"));
  }

  private void put(Setting setting, String origin, String text) {
    found.put(setting, new Given(setting, origin, text));
  }
}
