package io.molt.benchmarks.sidebyside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What figures depend on besides the servers; on Linux. */
final class Machine {
  private static final String UNKNOWN = "unknown";

  private Machine() {}

  /** Returns what there is to tell, by name. */
  static Map<String, String> describe(Commands commands) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Processor", field("/proc/cpuinfo", "model name"));
    facts.put("Cores", Long.toString(cores()));
    facts.put("Memory", field("/proc/meminfo", "MemTotal"));
    facts.put("Kernel", Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
    facts.put("JDK", System.getProperty("java.vm.name") + " " + Runtime.version());
    facts.put("JVM options of servers", String.join(" ", Launcher.options()));
    facts.put("wrk", commands.output(List.of("wrk", "-v")).lines().findFirst().orElse(UNKNOWN));
    facts.put("Commit", commit(commands));
    return facts;
  }

  private static long cores() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines.filter(line -> line.startsWith("processor")).count();
    }
  }

  private static String commit(Commands commands) throws IOException {
    String commit =
        commands.output(List.of("git", "log", "-1", "--format=%h %cs")).strip();
    String changes = commands.output(
        List.of("git", "status", "--porcelain", "-uno", "--", ".", ":!benchmarks/report"));
    return changes.isBlank() ? commit : commit + ", with changes";
  }

  private static String field(String file, String name) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(UNKNOWN);
    }
  }
}
