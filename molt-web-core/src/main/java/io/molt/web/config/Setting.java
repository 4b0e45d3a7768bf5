package io.molt.web.config;

import io.molt.web.server.ServerOptions;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/** One option of a server that can be set from outside its code: by argument, system property or environment variable. */
public final class Setting {
  private final String name;
  private final String description;
  private final String defaultValue;
  private final Value<?> value;

  private Setting(String name, String description, String defaultValue, Value<?> value) {
    this.name = name;
    this.description = description;
    this.defaultValue = defaultValue;
    this.value = value;
  }

  static <T> Setting of(
      String name,
      Kind<T> kind,
      Function<ServerOptions, T> getter,
      BiFunction<ServerOptions, T, ServerOptions> setter,
      String description) {
    return ofDraft(
        name,
        kind,
        getter.andThen(Optional::of),
        (draft, value) -> draft.change(options -> setter.apply(options, value)),
        description);
  }

  /** Returns the setting of an option that there may be none of, or that has to be put together with others. */
  static <T> Setting ofDraft(
      String name,
      Kind<T> kind,
      Function<ServerOptions, Optional<T>> getter,
      BiConsumer<Draft, T> setter,
      String description) {
    Value<T> value = new Value<>(kind, getter, setter);
    return new Setting(name, description, value.shown(ServerOptions.defaults()), value);
  }

  /** Returns a copy whose default is told in words, as it depends on the machine. */
  Setting withDefault(String words) {
    return new Setting(name, description, words, value);
  }

  /** Returns its name in lower case with hyphens, such as {@code request-timeout}. */
  public String name() {
    return name;
  }

  /** Returns the argument that sets it, such as {@code --request-timeout}. */
  public String argument() {
    return "--" + name;
  }

  /** Returns the environment variable that sets it, such as {@code MOLT_REQUEST_TIMEOUT}. */
  public String environmentVariable() {
    return "MOLT_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** Returns the system property that sets it, such as {@code molt.request-timeout}. */
  public String property() {
    return "molt." + name;
  }

  /** Returns what stands for a value, such as {@code DURATION}. */
  public String placeholder() {
    return value.kind.placeholder();
  }

  /** Returns its value unless something else is set; empty if there is none. */
  public String defaultValue() {
    return defaultValue;
  }

  /** Returns what it is, in one sentence. */
  public String description() {
    return description;
  }

  boolean isSwitch() {
    return value.kind == Kind.SWITCH;
  }

  String expected() {
    return value.kind.expected();
  }

  String quote(String text) {
    return value.kind.quote(text);
  }

  /** Returns its value in {@code options}, hidden if it is secret, empty if there is none. */
  String shown(ServerOptions options) {
    return value.shown(options);
  }

  /** Returns a text for a value as it would be shown, hidden if it is secret. */
  String shown(String text) {
    return value.shown(text);
  }

  /** Returns the change that a value makes, which a draft may refuse; nothing if the text is no such value. */
  Optional<Consumer<Draft>> change(String text) {
    return value.change(text);
  }

  /** Returns its name and what a value is. */
  @Override
  public String toString() {
    return argument() + " " + placeholder();
  }

  private record Value<T>(
      Kind<T> kind, Function<ServerOptions, Optional<T>> getter, BiConsumer<Draft, T> setter) {
    String shown(ServerOptions options) {
      return getter.apply(options).map(kind::write).orElse("");
    }

    String shown(String text) {
      return kind.read(text).map(kind::write).orElse(text);
    }

    Optional<Consumer<Draft>> change(String text) {
      return kind.read(text).map(value -> draft -> setter.accept(draft, value));
    }
  }
}
