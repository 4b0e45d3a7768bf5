package io.molt.web.config;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Where settings come from, outside the code; the first one that has a value counts.
 *
 * @param arguments what the program was started with
 * @param properties system properties; only those that start with {@code molt.} matter
 * @param environment environment variables; only those that start with {@code MOLT_} matter, and an empty one counts as
 *     not set
 */
public record Sources(
    List<String> arguments, Map<String, String> properties, Map<String, String> environment) {

  /** Copies what it is given. */
  public Sources {
    arguments = List.copyOf(arguments);
    properties = Map.copyOf(properties);
    environment = Map.copyOf(environment);
  }

  /** Returns those arguments with the properties and the environment of this process. */
  public static Sources ofProcess(String... arguments) {
    return new Sources(List.of(arguments), texts(System.getProperties()), System.getenv());
  }

  private static Map<String, String> texts(Properties properties) {
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(Function.identity(), properties::getProperty));
  }
}
