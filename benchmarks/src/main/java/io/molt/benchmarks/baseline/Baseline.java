package io.molt.benchmarks.baseline;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;

/**
 * Compares what requests cost with what they have cost before. There is a file for each version of the JDK, since its
 * own classes are part of the cost.
 *
 * <p>Exit codes: 0 if nothing costs more, 1 if something does, 77 if there is no file to compare with.
 */
public final class Baseline {
  private static final String CLASSES = "start-up.classes";
  private static final double CLASSES_MARGIN = 0.02;
  private static final int REGRESSION = 1;
  private static final int SKIPPED = 77;

  private final Path file;
  private final PrintStream out;

  private Baseline(Path file, PrintStream out) {
    this.file = file;
    this.out = out;
  }

  /** Arguments: the directory of the files, the class path of the quickstart, and {@code --update} to write anew. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path file = Path.of(args[0], "jdk-" + Runtime.version().feature() + ".properties");
    Baseline baseline = new Baseline(file, System.out);
    boolean update = List.of(args).contains("--update");
    if (!update && Files.notExists(file)) {
      System.err.println(file + " is not there: nothing to compare with; --update writes it");
      System.exit(SKIPPED);
    }
    Map<String, Figure> now = measure(args[1]);
    if (update) {
      baseline.write(now);
    } else if (!baseline.holds(now)) {
      System.exit(REGRESSION);
    }
  }

  private static Map<String, Figure> measure(String quickstart)
      throws IOException, InterruptedException {
    Map<String, Figure> all;
    try (CountedProcess server = new CountedProcess()) {
      all = new Measurement(server).all();
    }
    all.put(CLASSES, new Figure(new StartUp(quickstart).classes(), CLASSES_MARGIN));
    return all;
  }

  private boolean holds(Map<String, Figure> now) throws IOException {
    Map<String, Figure> known = read();
    List<Comparison> comparisons = new ArrayList<>();
    now.forEach(
        (name, figure) -> comparisons.add(new Comparison(name, known.get(name), figure.value())));
    out.println(Comparison.HEADING);
    comparisons.forEach(out::println);
    return isWhole(known, now) & conclude(comparisons);
  }

  private boolean isWhole(Map<String, Figure> known, Map<String, Figure> now) {
    TreeSet<String> gone = new TreeSet<>(known.keySet());
    gone.removeAll(now.keySet());
    gone.forEach(name -> out.println(name + " is in " + file + ", but is not measured any more"));
    return gone.isEmpty();
  }

  private boolean conclude(List<Comparison> comparisons) {
    long worse = comparisons.stream().filter(Comparison::isWorse).count();
    long better = comparisons.stream().filter(Comparison::isBetter).count();
    if (better > 0) {
      out.println(
          better + " better than the baseline: have it keep that, by benchmarks/baseline --update");
    }
    if (worse > 0) {
      out.println(worse + " worse than the baseline: mend the code; where the cost is meant, "
          + "benchmarks/baseline --update, and let the difference be reviewed");
    }
    return worse == 0;
  }

  private Map<String, Figure> read() throws IOException {
    Properties lines = new Properties();
    try (var in = Files.newBufferedReader(file)) {
      lines.load(in);
    }
    Map<String, Figure> figures = new LinkedHashMap<>();
    lines.forEach((name, line) -> figures.put(name.toString(), Figure.parse(line.toString())));
    return figures;
  }

  /** A margin that somebody has given stays. */
  private void write(Map<String, Figure> now) throws IOException {
    Map<String, Figure> known = Files.exists(file) ? read() : Map.of();
    List<String> lines = new ArrayList<>();
    lines.add(
        "# What one request costs, and how much more or less is still the same. See benchmarks/README.md.");
    now.forEach((name, figure) -> lines.add(name + "=" + figure.withMarginOf(known.get(name))));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, lines);
    out.println(file + " is written");
  }
}
