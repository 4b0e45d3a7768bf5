package io.molt.web;

import java.util.ArrayList;
import java.util.List;

/**
 * The routes of an app as data, in the order of declaration, those of mounted apps in their place; printed as a table.
 *
 * @param rows one for each route
 */
public record RouteTable(List<Row> rows) {

  /**
   * One route.
   *
   * @param method the method
   * @param pattern the whole pattern, prefixes included
   * @param middleware the names of all middleware around the handler, the outermost first
   * @param options the options in force
   * @param origin the line that declared it, such as {@code Users.java:42}
   */
  public record Row(
      String method, String pattern, List<String> middleware, List<String> options, String origin) {
    /** Copies the lists. */
    public Row {
      middleware = List.copyOf(middleware);
      options = List.copyOf(options);
    }

    Row below(String prefix, List<String> outer) {
      List<String> all = new ArrayList<>(outer);
      all.addAll(middleware);
      return new Row(method, pattern.equals("/") ? prefix : prefix + pattern, all, options, origin);
    }

    private List<String> cells() {
      return List.of(
          method, pattern, String.join(" > ", middleware), String.join(", ", options), origin);
    }
  }

  /** Copies the rows. */
  public RouteTable {
    rows = List.copyOf(rows);
  }

  /** Returns the table, one line a route, with a line of headings. */
  @Override
  public String toString() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("METHOD", "PATTERN", "MIDDLEWARE", "OPTIONS", "DECLARED AT"));
    rows.forEach(row -> lines.add(row.cells()));
    int[] widths = new int[lines.get(0).size()];
    lines.forEach(line -> widen(widths, line));
    StringBuilder out = new StringBuilder();
    lines.forEach(line -> append(out, widths, line));
    return out.toString();
  }

  private static void widen(int[] widths, List<String> line) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], line.get(i).length());
    }
  }

  private static void append(StringBuilder out, int[] widths, List<String> line) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      text.append(line.get(i)).append(" ".repeat(widths[i] - line.get(i).length() + 2));
    }
    out.append(text.toString().stripTrailing()).append('\n');
  }
}
