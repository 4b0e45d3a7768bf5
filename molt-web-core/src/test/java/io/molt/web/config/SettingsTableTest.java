package io.molt.web.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.DataSize;
import io.molt.web.server.ServerOptions;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** That no option is forgotten: each one of each record has a row, and each row sets what it shows. */
class SettingsTableTest {
  private static final ServerOptions DEFAULTS = ServerOptions.defaults();

  /** Options that only code can give. */
  private static final Set<String> CODE_ONLY = Set.of("requests.admission.adaptive");

  private static final List<String> MUTUAL =
      List.of("--tls-self-signed", "--tls-client-auth", "wanted", "--tls-trust", "ca.pem");

  /** Settings that only make sense with another. */
  private static final Map<String, List<String>> PREREQUISITES = Map.of(
      "unix-socket-permissions", List.of("--unix-socket", "app.sock"),
      "tls-key", List.of("--tls-certificate", "chain.pem"),
      "tls-password", List.of("--tls-certificate", "chain.pem"),
      "tls-client-auth", MUTUAL,
      "tls-trust", MUTUAL,
      "tls-min-version", List.of("--tls-self-signed"),
      "tls-reload-interval", List.of("--tls-self-signed"),
      "proxy-protocol", List.of("--trusted-proxies", "10.0.0.0/8"),
      "redirect-to", List.of("--redirect-from", "80"));

  @Test
  void every_option_has_a_setting() throws Exception {
    Set<String> without = new TreeSet<>(names("", ServerOptions.class));
    without.removeAll(CODE_ONLY);
    for (Setting setting : SettingsTable.ALL) {
      without.removeAll(changedBy(setting));
    }
    assertThat(without).as("options without a row in SettingsTable").isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> every_setting_sets_an_option_and_shows_it() {
    return SettingsTable.ALL.stream()
        .filter(setting -> !setting.name().equals("tls-password-file"))
        .map(setting -> DynamicTest.dynamicTest(setting.name(), () -> {
          assertThat(changedBy(setting)).isNotEmpty();
          assertThat(changed(setting).values())
              .contains(new Settings.Value(
                  setting.name(), setting.shown(another(setting)), setting.argument()));
        }));
  }

  @TestFactory
  Stream<DynamicTest> settings_of_the_code_are_shown_as_they_would_be_set() {
    return SettingsTable.ALL.stream()
        .filter(setting -> !setting.shown(DEFAULTS).isEmpty())
        .map(setting -> DynamicTest.dynamicTest(setting.name(), () -> {
          ServerOptions code = changed(setting).options();
          assertThat(setting.shown(code)).isEqualTo(another(setting));
          assertThat(Settings.read(sources(List.of()), code).values())
              .contains(new Settings.Value(setting.name(), another(setting), "code"));
        }));
  }

  @TestFactory
  Stream<DynamicTest> every_default_can_be_read_back() {
    return SettingsTable.ALL.stream()
        .filter(setting -> !setting.shown(DEFAULTS).isEmpty())
        .filter(setting -> prerequisites(setting).isEmpty())
        .filter(setting -> !setting.name().startsWith("tls-"))
        .map(setting -> DynamicTest.dynamicTest(
            setting.name(),
            () ->
                assertThat(read(setting, setting.shown(DEFAULTS)).options()).isEqualTo(DEFAULTS)));
  }

  @Test
  void names_are_unlike_each_other_and_in_kebab_case() {
    List<String> names = SettingsTable.ALL.stream().map(Setting::name).toList();
    assertThat(names)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z0-9]+(-[a-z0-9]+)*"));
    assertThat(names)
        .as("would be taken for the negation of a switch")
        .noneMatch(name -> name.startsWith("no-"));
  }

  @Test
  void descriptions_are_one_sentence_without_a_full_stop() {
    assertThat(SettingsTable.ALL)
        .extracting(Setting::description)
        .allMatch(text -> Character.isUpperCase(text.charAt(0)) && !text.endsWith("."));
  }

  private static List<String> changedBy(Setting setting) throws Exception {
    if (setting.name().equals("tls-password-file")) {
      return List.of(); // There has to be a file; see TlsSettingsTest.
    }
    Map<String, Object> before =
        options(Settings.read(sources(prerequisites(setting)), DEFAULTS).options());
    List<String> changed = new ArrayList<>();
    options(changed(setting).options()).forEach((name, value) -> {
      if (!value.equals(before.get(name))) {
        changed.add(name);
      }
    });
    return changed;
  }

  private static Settings changed(Setting setting) {
    return read(setting, another(setting));
  }

  private static Settings read(Setting setting, String value) {
    List<String> arguments = new ArrayList<>(prerequisites(setting));
    arguments.add(setting.argument() + "=" + value);
    return Settings.read(sources(arguments), DEFAULTS);
  }

  private static List<String> prerequisites(Setting setting) {
    return PREREQUISITES.getOrDefault(setting.name(), List.of());
  }

  private static Sources sources(List<String> arguments) {
    return new Sources(arguments, Map.of(), Map.of());
  }

  /** Returns a value that is sound and not the default. */
  private static String another(Setting setting) {
    if (setting.name().equals("unix-socket-permissions")) {
      return "rwxrwxrwx";
    }
    return switch (setting.placeholder()) {
      case "BOOLEAN" -> String.valueOf(!Boolean.parseBoolean(setting.defaultValue()));
      case "NUMBER", "PORT", "SIZE" -> oneMore(setting.shown(DEFAULTS));
      case "DURATION" -> "47s";
      case "ADDRESSES" -> "10.0.0.0/8,::1";
      case "TEXT", "FILE", "SECRET", "FILE,.." -> "elsewhere";
      default -> setting.placeholder().replaceFirst(".* ", "");
    };
  }

  private static String oneMore(String value) {
    String number = value.replaceAll("\\D", "");
    return number.isEmpty()
        ? "47"
        : value.replace(number, String.valueOf(Long.parseLong(number) + 1));
  }

  /** Returns the names of all options of a record, those of parts with the name of the part in front. */
  private static List<String> names(String prefix, Class<?> type) {
    List<String> names = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String name = prefix + component.getName();
      Class<?> part = part(component.getGenericType());
      names.addAll(part == null ? List.of(name) : names(name + ".", part));
    }
    return names;
  }

  /** Returns the record that a component is, or may be; null if it is a value. */
  private static @Nullable Class<?> part(Type type) {
    if (type instanceof ParameterizedType optional && optional.getRawType() == Optional.class) {
      return part(optional.getActualTypeArguments()[0]);
    }
    return type instanceof Class<?> named && named.isRecord() && named != DataSize.class
        ? named
        : null;
  }

  /** Returns the values of all options by their names; of a part that there may be none of, where there is one. */
  private static Map<String, Object> options(Record options) throws Exception {
    Map<String, Object> all = new LinkedHashMap<>();
    collect("", options, all);
    return all;
  }

  private static void collect(String prefix, Record record, Map<String, Object> all)
      throws Exception {
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value = component.getAccessor().invoke(record);
      String name = prefix + component.getName();
      if (part(component.getGenericType()) == null) {
        all.put(name, value);
      } else if (value instanceof Record part) {
        collect(name + ".", part, all);
      } else if (value instanceof Optional<?> part && part.isPresent()) {
        collect(name + ".", (Record) part.get(), all);
      }
    }
  }
}
