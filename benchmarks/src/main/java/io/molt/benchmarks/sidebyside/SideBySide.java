package io.molt.benchmarks.sidebyside;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Measures Molt Web and its peers, and writes a report. Run by {@code benchmarks/run}, in the directory of the repository,
 * on the core that the load is to run on; its arguments are those of {@link Options}.
 */
public final class SideBySide {
  // What goes on is told to whoever waits for it.
  private static final PrintStream OUT = System.out;
  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Path WORK = ROOT.resolve("benchmarks/target/sidebyside");

  private final Options options;
  private final Journal journal = new Journal(OUT);
  private final Figures figures = new Figures();
  private final Random random = new Random();
  private final Commands commands = new Commands();
  private final Launcher launcher;
  private final List<Endpoint> endpoints;

  private SideBySide(Options options) {
    this.options = options;
    this.launcher = new Launcher(commands, ROOT, options.serverCore(), WORK);
    this.endpoints = Endpoint.all().stream()
        .filter(endpoint -> options.wants(endpoint.name()))
        .toList();
  }

  /** Measures, for as long as the options say. */
  public static void main(String[] args) throws Exception {
    new SideBySide(Options.of(args)).run();
  }

  private void run() throws IOException, InterruptedException {
    Files.createDirectories(WORK);
    List<Contender> contenders = contenders();
    for (Rounds rounds : Rounds.of(options.rounds())) {
      contenders = measureTogether(contenders, rounds);
    }
    write(contenders);
    new Starts(options, launcher, random, figures, journal).measure(contenders);
    write(contenders);
    new IdleConnections(options, launcher, random, figures, journal).measure(contenders);
    write(contenders);
    journal.progress("report: " + options.report().resolve("report.md"));
  }

  private List<Contender> contenders() {
    List<Contender> contenders = new ArrayList<>();
    for (Contender contender : Contender.all()) {
      if (options.wants(contender)) {
        contender
            .obstacle(ROOT)
            .ifPresentOrElse(
                obstacle -> journal.trouble(contender.name() + ": left out: " + obstacle),
                () -> contenders.add(contender));
      }
    }
    return contenders;
  }

  /** Returns those that did start. */
  private List<Contender> measureTogether(List<Contender> contenders, Rounds rounds)
      throws IOException {
    List<Contender> started = new ArrayList<>();
    try (Fleet fleet = new Fleet(random, journal)) {
      for (Contender contender : contenders) {
        if (fleet.start(launcher, contender)) {
          started.add(contender);
        }
      }
      if (started.isEmpty()) {
        throw new IOException("no server to be measured: " + journal.troubles());
      }
      check(fleet);
      Wrk wrk = new Wrk(commands, options.wrkCore(), WORK);
      new Cost(endpoints, options, wrk, figures, journal).measure(fleet, rounds);
      write(started);
      new Latency(endpoints, options, figures, journal).measure(fleet, rounds);
      if (rounds.areLast() && options.wants(FanOut.ENDPOINT)) {
        new FanOut(options, figures, journal).measure(fleet);
      }
    }
    return started;
  }

  /** What all are compared with runs beside them, even if it is not to be measured. */
  private void check(Fleet fleet) throws IOException {
    Contender netty = Contender.all().stream()
        .filter(contender -> contender.name().equals(Contender.NETTY))
        .findFirst()
        .orElseThrow();
    Conformity conformity = new Conformity(endpoints, journal);
    try (RunningServer reference = launcher.start(netty)) {
      reference.awaitAnswer();
      journal.progress("conformity");
      fleet.servers().forEach(server -> conformity.check(server, reference));
      if (options.wants(FanOut.ENDPOINT)) {
        fleet.servers().forEach(conformity::checkEvents);
      }
    }
  }

  /** What is known is written after each part, so that one which is cut short leaves what came before it. */
  private void write(List<Contender> contenders) throws IOException {
    List<String> servers = contenders.stream().map(Contender::name).toList();
    Charts charts = new Charts(figures, servers);
    Path directory = Files.createDirectories(ROOT.resolve(options.report()));
    Files.writeString(directory.resolve("cpu.svg"), charts.cpu().toSvg());
    Files.writeString(directory.resolve("latency.svg"), charts.latency().toSvg());
    Files.write(directory.resolve("figures.csv"), figures.toCsv());
    Report report = new Report(figures, servers, facts(), versions(contenders), journal.troubles());
    Files.writeString(directory.resolve("report.md"), report.toString());
  }

  private Map<String, String> facts() throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Date", LocalDate.now(ZoneOffset.UTC).toString());
    facts.put("Rounds", options.rounds() + ", of " + options.seconds() + " s for each server");
    facts.putAll(Machine.describe(commands));
    return facts;
  }

  private static Map<String, String> versions(List<Contender> contenders) throws IOException {
    Map<String, String> versions = new LinkedHashMap<>();
    for (Contender contender : contenders) {
      String classPath = contender.classPath(ROOT);
      List<String> found = Stream.of(contender.artifact(), "netty-transport", "jackson-databind")
          .flatMap(artifact ->
              Contender.version(classPath, artifact)
                  .map(version -> artifact + " " + version)
                  .stream())
          .toList();
      versions.put(contender.name(), String.join(", ", found));
    }
    return versions;
  }
}
