package io.molt.web.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Names with a prefix that is ours: those of settings, and the rest, which are probably typing errors.
 *
 * @param prefix what a variable starts with that concerns us
 * @param form the name of a setting as a variable
 * @param name the rest of a variable as the name of a setting
 */
record Variables(String prefix, Function<Setting, String> form, UnaryOperator<String> name) {
  static final Variables PROPERTIES =
      new Variables("molt.", Setting::property, UnaryOperator.identity());
  static final Variables ENVIRONMENT = new Variables(
      "MOLT_",
      Setting::environmentVariable,
      rest -> rest.toLowerCase(Locale.ROOT).replace('_', '-'));

  Map<Setting, Given> read(Map<String, String> values) {
    Map<Setting, Given> found = new LinkedHashMap<>();
    for (Setting setting : SettingsTable.ALL) {
      String origin = form.apply(setting);
      String text = values.get(origin);
      if (text != null) {
        found.put(setting, new Given(setting, origin, text));
      }
    }
    return found;
  }

  /** Returns a line for each variable that is none of the settings. */
  List<String> unknown(Map<String, String> values) {
    return values.keySet().stream()
        .filter(key -> key.startsWith(prefix))
        .filter(key -> SettingsTable.ALL.stream().map(form).noneMatch(key::equals))
        .sorted()
        .map(this::isUnknown)
        .toList();
  }

  private String isUnknown(String key) {
    String hint = Spelling.hint(name.apply(key.substring(prefix.length())), form);
    return key + ": no such setting, ignored (" + hint + "--help lists them)";
  }
}
