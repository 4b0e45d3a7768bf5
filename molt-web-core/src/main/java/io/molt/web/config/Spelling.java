package io.molt.web.config;

import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;

/** Finds what somebody meant who wrote something else. */
final class Spelling {
  private Spelling() {}

  /** Returns a question with the nearest setting, in the form of its source, or nothing if none is near. */
  static String hint(String name, Function<Setting, String> form) {
    return nearest(name)
        .map(setting -> "did you mean " + form.apply(setting) + "? ")
        .orElse("");
  }

  private static Optional<Setting> nearest(String name) {
    int near = Math.max(2, name.length() / 4);
    return SettingsTable.ALL.stream()
        .filter(setting -> distance(name, setting.name()) <= near)
        .min(Comparator.comparingInt(setting -> distance(name, setting.name())));
  }

  /** Returns how many letters have to be put in, taken out, exchanged or swapped with the next. */
  static int distance(String from, String to) {
    int[][] steps = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        steps[i][j] = i == 0 || j == 0 ? i + j : fewest(steps, from, to, i, j);
      }
    }
    return steps[from.length()][to.length()];
  }

  private static int fewest(int[][] steps, String from, String to, int i, int j) {
    int exchanged = steps[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
    int fewest = Math.min(exchanged, 1 + Math.min(steps[i - 1][j], steps[i][j - 1]));
    return isSwap(from, to, i, j) ? Math.min(fewest, steps[i - 2][j - 2] + 1) : fewest;
  }

  private static boolean isSwap(String from, String to, int i, int j) {
    return i > 1
        && j > 1
        && from.charAt(i - 1) == to.charAt(j - 2)
        && from.charAt(i - 2) == to.charAt(j - 1);
  }
}
