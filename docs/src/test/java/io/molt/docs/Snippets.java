package io.molt.docs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares the Java blocks of pages with the tagged regions of sources: each block is a region, each region is shown.
 *
 * <p>A region stands between {@code // snippet: name} and {@code // end}. A comment {@code <!-- snippet: name -->} before
 * a block names the region that it shows. Layout does not count.
 */
final class Snippets {
  /** A file with its text. */
  record Text(String name, String content) {}

  private record Block(String page, int line, String region, String code) {}

  private static final Pattern OPEN = Pattern.compile("\\s*// snippet: (\\S+)\\s*");
  private static final Pattern CLOSE = Pattern.compile("\\s*// end\\s*");
  private static final Pattern NAMED = Pattern.compile("\\s*<!-- snippet: (\\S+) -->\\s*");

  private final Map<String, String> regions = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private Snippets() {}

  /** Returns what is wrong, a line for each; empty if all is well. */
  static List<String> problems(List<Text> pages, List<Text> sources) {
    Snippets snippets = new Snippets();
    sources.forEach(snippets::read);
    Set<String> unused = new TreeSet<>(snippets.regions.keySet());
    pages.stream()
        .flatMap(page -> blocks(page).stream())
        .forEach(block -> unused.removeAll(snippets.check(block)));
    unused.forEach(name -> snippets.problems.add("region " + name + " is shown nowhere"));
    return List.copyOf(snippets.problems);
  }

  private void read(Text source) {
    String open = null;
    StringBuilder code = new StringBuilder();
    for (String line : source.content.lines().toList()) {
      Matcher start = OPEN.matcher(line);
      if (start.matches()) {
        complainIf(open != null, source.name + ": region " + open + " has no end");
        open = start.group(1);
        code.setLength(0);
      } else if (CLOSE.matcher(line).matches() && open != null) {
        complainIf(
            regions.put(open, normal(code.toString())) != null,
            source.name + ": a second region " + open);
        open = null;
      } else {
        code.append(line).append('\n');
      }
    }
    complainIf(open != null, source.name + ": region " + open + " has no end");
  }

  /** Returns the names of the regions that the block shows. */
  private List<String> check(Block block) {
    String code = normal(block.code);
    List<String> equal =
        regions.keySet().stream().filter(name -> code.equals(regions.get(name))).toList();
    boolean named = block.region.isEmpty() ? !equal.isEmpty() : equal.contains(block.region);
    complainIf(
        !named,
        block.page + ":" + block.line + ": this block is not "
            + (block.region.isEmpty() ? "a region of any test" : "the region " + block.region));
    return block.region.isEmpty() ? equal : List.of(block.region);
  }

  private static List<Block> blocks(Text page) {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = page.content.lines().toList();
    String region = "";
    for (int i = 0; i < lines.size(); i++) {
      Matcher name = NAMED.matcher(lines.get(i));
      if (name.matches()) {
        region = name.group(1);
      } else if (lines.get(i).strip().equals("```java")) {
        List<String> code = lines.subList(i + 1, lines.size()).stream()
            .takeWhile(line -> !line.strip().equals("```"))
            .toList();
        blocks.add(new Block(page.name, i + 1, region, String.join("\n", code)));
        i += code.size() + 1;
        region = "";
      }
    }
    return blocks;
  }

  /** Drops white space, but for one space where two words would run together. */
  private static String normal(String code) {
    return code.strip().replaceAll("\\s+", " ").replaceAll("(?<=\\W) | (?=\\W)", "");
  }

  private void complainIf(boolean wrong, String problem) {
    if (wrong) {
      problems.add(problem);
    }
  }
}
