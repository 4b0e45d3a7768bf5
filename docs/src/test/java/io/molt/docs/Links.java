package io.molt.docs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Follows the relative links of pages: the file is there, and so is the heading. */
final class Links {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("```.*?```|`[^`\n]*`", Pattern.DOTALL);
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*?) *$");

  private Links() {}

  /**
   * Returns the links that lead nowhere, a line for each.
   *
   * @param pages text by path, with slashes and without dots
   * @param files all paths that exist, pages and directories included
   */
  static List<String> problems(Map<String, String> pages, Set<String> files) {
    List<String> problems = new ArrayList<>();
    pages.forEach((page, text) -> {
      Matcher link = LINK.matcher(CODE.matcher(text).replaceAll(""));
      while (link.find()) {
        String target = link.group(1);
        if (!target.contains(":") && !leadsSomewhere(page, target, pages, files)) {
          problems.add(page + ": " + target + " leads nowhere");
        }
      }
    });
    return problems;
  }

  private static boolean leadsSomewhere(
      String page, String target, Map<String, String> pages, Set<String> files) {
    String[] parts = target.split("#", 2);
    String file = parts[0].isEmpty() ? page : resolve(page, parts[0]);
    if (!files.contains(file)) {
      return false;
    }
    return parts.length == 1 || anchors(pages.getOrDefault(file, "")).contains(parts[1]);
  }

  private static String resolve(String page, String target) {
    List<String> path = new ArrayList<>(List.of(page.split("/")));
    path.remove(path.size() - 1);
    for (String part : target.split("/")) {
      if (part.equals("..") && !path.isEmpty()) {
        path.remove(path.size() - 1);
      } else if (!part.equals(".")) {
        path.add(part);
      }
    }
    return String.join("/", path);
  }

  /** Returns the anchors that a page's headings get where Markdown is shown. */
  private static Set<String> anchors(String page) {
    Set<String> anchors = new HashSet<>();
    Matcher heading = HEADING.matcher(page);
    while (heading.find()) {
      String text = heading.group(1).toLowerCase(Locale.ROOT);
      anchors.add(text.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'));
    }
    return anchors;
  }
}
