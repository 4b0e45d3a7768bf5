package io.molt.web.config;

import io.molt.web.server.ServerOptions;
import java.util.List;

/**
 * The options of a server with what was set from outside, and where each came from. An argument goes before a system
 * property, that before an environment variable, and that before the app's own code.
 *
 * @param options what the server is started with
 * @param values what differs from the defaults or was set from outside, in the order of the table
 * @param warnings a line for each property or variable that looks like a setting and is none
 */
public record Settings(ServerOptions options, List<Value> values, List<String> warnings) {

  /**
   * A setting in effect.
   *
   * @param name its name
   * @param value its value, hidden if it is secret
   * @param origin what gave it: {@code --port}, {@code molt.port}, {@code MOLT_PORT}, or {@code code}
   */
  public record Value(String name, String value, String origin) {
    /** Returns all three, such as {@code port = 9000 (MOLT_PORT)}. */
    @Override
    public String toString() {
      return name + " = " + value + " (" + origin + ")";
    }
  }

  /** Copies the lists. */
  public Settings {
    values = List.copyOf(values);
    warnings = List.copyOf(warnings);
  }

  /**
   * Returns what the sources make of the options that the code gives.
   *
   * @throws SettingsException if an argument is none of the settings, or any value is not what it should be; it names all
   *     of them
   */
  public static Settings read(Sources sources, ServerOptions code) {
    return new SettingsReader(code).read(sources);
  }

  /** Returns every setting there is, in the order in which they are listed. */
  public static List<Setting> all() {
    return SettingsTable.ALL;
  }

  /** Returns whether the arguments ask for help: {@code --help} or {@code -h} is among them. */
  public static boolean isHelpWanted(List<String> arguments) {
    return arguments.contains("--help") || arguments.contains("-h");
  }

  /** Returns a table of every setting: its argument, variable, default and meaning. Ends with a line break. */
  public static String help() {
    return HelpText.of(SettingsTable.ALL);
  }
}
