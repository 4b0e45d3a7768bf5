package io.molt.benchmarks.sidebyside;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** How long servers take from the start of their process to the first request that is answered with 200. */
final class Starts {
  private static final double MILLIS = 1e6;

  private final Options options;
  private final Launcher launcher;
  private final Random random;
  private final Figures figures;
  private final Journal journal;

  Starts(Options options, Launcher launcher, Random random, Figures figures, Journal journal) {
    this.options = options;
    this.launcher = launcher;
    this.random = random;
    this.figures = figures;
    this.journal = journal;
  }

  void measure(List<Contender> contenders) {
    List<Contender> order = new ArrayList<>(contenders);
    for (int round = 1; round <= options.rounds(); round++) {
      journal.progress("start, round " + round + " of " + options.rounds());
      Collections.shuffle(order, random);
      for (Contender contender : order) {
        measure(round, contender);
      }
    }
  }

  private void measure(int round, Contender contender) {
    long began = System.nanoTime();
    try (RunningServer server = launcher.start(contender)) {
      server.awaitAnswer();
      double millis = (System.nanoTime() - began) / MILLIS;
      figures.add(new Cell(Metric.START, "", contender.name()), round, millis);
      figures.add(
          new Cell(Metric.CLASSES, "", contender.name()), round, server.jvm().classes());
    } catch (IOException failure) {
      journal.trouble(contender.name() + ", start: not measured: " + failure.getMessage());
    }
  }
}
