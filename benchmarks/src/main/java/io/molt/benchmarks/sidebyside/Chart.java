package io.molt.benchmarks.sidebyside;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A chart as an SVG: panels side by side, each with a bar for every server. It suits a light page and a dark one.
 *
 * @param title what it shows
 * @param panels from left to right, then down
 */
record Chart(String title, List<Panel> panels) {
  private static final int COLUMNS = 2;
  private static final int WIDTH = 460;
  private static final int LABELS = 110;
  private static final int VALUES = 70;
  private static final int BAR = 14;
  private static final int STEP = 20;
  private static final int HEAD = 44;
  private static final int PANEL_HEAD = 26;
  private static final int GAP = 14;
  private static final String STYLE = """
      <style>
        text { font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #3d444d; }
        .title { font-size: 16px; font-weight: 600; }
        .panel { font-weight: 600; }
        .bar { fill: #9aa4af; }
        .own { fill: #2f7dd1; }
        .track { fill: #8b949e; fill-opacity: 0.12; }
        @media (prefers-color-scheme: dark) {
          text { fill: #c9d1d9; }
          .bar { fill: #6e7681; }
          .own { fill: #58a6ff; }
        }
      </style>
      """;

  /** Returns it as the text of a file. */
  String toSvg() {
    List<String> parts = new ArrayList<>();
    int top = HEAD;
    for (int first = 0; first < panels.size(); first += COLUMNS) {
      List<Panel> row = panels.subList(first, Math.min(first + COLUMNS, panels.size()));
      for (int column = 0; column < row.size(); column++) {
        parts.add(draw(row.get(column), column * WIDTH + GAP, top));
      }
      top += row.stream().mapToInt(Chart::height).max().orElse(0);
    }
    int width = COLUMNS * WIDTH + GAP;
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">
        <title>%s</title>
        %s%s%s</svg>
        """.formatted(
            width,
            top,
            width,
            top,
            escaped(title),
            STYLE,
            text("title", GAP, HEAD - 18, title),
            String.join("", parts));
  }

  private static String draw(Panel panel, int left, int top) {
    StringBuilder out = new StringBuilder(text("panel", left, top + BAR, panel.title()));
    double most = panel.bars().stream().mapToDouble(Bar::value).max().orElse(1);
    int full = WIDTH - LABELS - VALUES - GAP;
    int y = top + PANEL_HEAD;
    for (Bar bar : panel.bars()) {
      int length = most > 0 ? (int) Math.max(1, Math.round(bar.value() / most * full)) : 1;
      out.append(text("label", left, y + BAR - 3, bar.name()))
          .append(rectangle("track", left + LABELS, y, full))
          .append(rectangle(bar.own() ? "bar own" : "bar", left + LABELS, y, length))
          .append(text("value", left + LABELS + full + 6, y + BAR - 3, Table.number(bar.value())));
      y += STEP;
    }
    return out.toString();
  }

  private static int height(Panel panel) {
    return PANEL_HEAD + panel.bars().size() * STEP + GAP;
  }

  private static String text(String type, int x, int y, String text) {
    return String.format(
        Locale.ROOT, "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n", type, x, y, escaped(text));
  }

  private static String rectangle(String type, int x, int y, int width) {
    return String.format(
        Locale.ROOT,
        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\"/>%n",
        type,
        x,
        y,
        width,
        BAR);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  /** Bars with a scale of their own. */
  record Panel(String title, List<Bar> bars) {}

  /**
   * One value, as a length.
   *
   * @param own whether it stands out
   */
  record Bar(String name, double value, boolean own) {}
}
