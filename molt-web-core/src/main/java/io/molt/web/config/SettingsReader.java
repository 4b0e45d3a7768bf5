package io.molt.web.config;

import io.molt.web.server.ServerOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts what the sources give into the options; used once. */
final class SettingsReader {
  private final List<String> problems = new ArrayList<>();
  private final List<Change> open = new ArrayList<>();
  private final ServerOptions code;
  private final Draft draft;

  /** What a value would make of the draft. */
  private record Change(Given given, Consumer<Draft> effect) {}

  SettingsReader(ServerOptions code) {
    this.code = code;
    this.draft = new Draft(code);
  }

  Settings read(Sources sources) {
    Map<Setting, Given> given = given(sources);
    given.values().forEach(this::interpret);
    while (applySome()) {}
    open.forEach(change -> refusal(change).map(change.given()::isRefused).ifPresent(problems::add));
    ServerOptions options = finish();
    return new Settings(options, values(given, options), warnings(sources));
  }

  private Map<Setting, Given> given(Sources sources) {
    Map<Setting, Given> given = new LinkedHashMap<>();
    given.putAll(Variables.ENVIRONMENT.read(withoutEmpty(sources.environment())));
    given.putAll(Variables.PROPERTIES.read(sources.properties()));
    given.putAll(Arguments.read(sources.arguments(), problems));
    return given;
  }

  private void interpret(Given given) {
    given
        .setting()
        .change(given.text())
        .ifPresentOrElse(
            effect -> open.add(new Change(given, effect)),
            () -> problems.add(given.isNotOfItsKind()));
  }

  // Two options may have to be in order, such as watermarks: one is refused until the other is
  // there.
  private boolean applySome() {
    return open.removeIf(change -> refusal(change).isEmpty());
  }

  private Optional<IllegalArgumentException> refusal(Change change) {
    try {
      change.effect().accept(draft);
      return Optional.empty();
    } catch (IllegalArgumentException refused) {
      return Optional.of(refused);
    }
  }

  private ServerOptions finish() {
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    try {
      return draft.finish();
    } catch (IllegalArgumentException refused) {
      throw new SettingsException(refused);
    }
  }

  private List<Settings.Value> values(Map<Setting, Given> given, ServerOptions options) {
    return SettingsTable.ALL.stream()
        .flatMap(setting -> value(setting, given.get(setting), options).stream())
        .toList();
  }

  private Optional<Settings.Value> value(
      Setting setting, @Nullable Given given, ServerOptions options) {
    if (given != null) {
      return Optional.of(
          new Settings.Value(setting.name(), setting.shown(given.text()), given.origin()));
    }
    return Optional.of(setting.shown(options))
        .filter(shown -> !shown.equals(setting.shown(ServerOptions.defaults())))
        // What else there is has come with something that is given.
        .filter(shown -> shown.equals(setting.shown(code)))
        .map(shown -> new Settings.Value(setting.name(), shown, "code"));
  }

  private static List<String> warnings(Sources sources) {
    return Stream.concat(
            Variables.PROPERTIES.unknown(sources.properties()).stream(),
            Variables.ENVIRONMENT.unknown(sources.environment()).stream())
        .toList();
  }

  private static Map<String, String> withoutEmpty(Map<String, String> environment) {
    Map<String, String> filled = new LinkedHashMap<>(environment);
    filled.values().removeIf(String::isEmpty);
    return filled;
  }
}
