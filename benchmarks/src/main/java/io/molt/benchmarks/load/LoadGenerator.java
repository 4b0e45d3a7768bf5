package io.molt.benchmarks.load;

import java.io.IOException;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Sends requests to a server on this machine, and prints what came of them. One thread, which takes a core for itself;
 * good for some 100,000 requests a second.
 *
 * <p>Arguments, each with its value: {@code --port}, {@code --path}, {@code --rate} a second (0: as fast as they are
 * answered), {@code --connections}, {@code --seconds}, {@code --warmup} seconds, {@code --patience} milliseconds until a
 * request is given up, and {@code --probe}, a path that is asked for 20 times a second beside the load.
 */
public final class LoadGenerator {
  // Its results are what it is run for.
  private static final PrintStream OUT = System.out;
  private static final int PROBES = 20;

  private final Map<String, String> options = new HashMap<>();

  private LoadGenerator(String[] args) {
    for (int i = 0; i + 1 < args.length; i += 2) {
      options.put(args[i], args[i + 1]);
    }
  }

  /** Runs until the time is over. */
  public static void main(String[] args) throws IOException {
    new LoadGenerator(args).run();
  }

  private void run() throws IOException {
    Map<String, Results> results = new LinkedHashMap<>();
    try (Load load = new Load(number("--port", 8080))) {
      add(load, results, "--path", number("--rate", 0), number("--connections", 64));
      if (options.containsKey("--probe")) {
        add(load, results, "--probe", PROBES, PROBES);
      }
      load.run(number("--warmup", 2));
      results.values().forEach(Results::clear);
      double seconds = load.run(number("--seconds", 10));
      results.forEach((name, all) -> OUT.print(all.toString(text(name, "/"), seconds)));
    }
  }

  private void add(
      Load load, Map<String, Results> results, String name, int rate, int connections) {
    long patience = TimeUnit.MILLISECONDS.toNanos(number("--patience", 10_000));
    results.put(name, load.add(new Plan(Plan.get(text(name, "/")), rate, connections, patience)));
  }

  private String text(String name, String otherwise) {
    return options.getOrDefault(name, otherwise);
  }

  private int number(String name, int otherwise) {
    String value = options.get(name);
    return value == null ? otherwise : Integer.parseInt(value);
  }
}
