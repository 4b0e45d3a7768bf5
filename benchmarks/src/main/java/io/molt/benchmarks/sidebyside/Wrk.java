package io.molt.benchmarks.sidebyside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs {@code wrk}: requests as fast as they are answered, each connection waiting for its answer. It shares the server's
 * core, since how far apart two cores are is for the hypervisor to say, anew every few seconds, and costs a server more
 * than servers differ.
 */
final class Wrk {
  private final Commands commands;
  private final int core;
  private final Path scripts;

  /**
   * Creates one.
   *
   * @param core what it runs on
   * @param scripts a directory for its scripts
   */
  Wrk(Commands commands, int core, Path scripts) {
    this.commands = commands;
    this.core = core;
    this.scripts = scripts;
  }

  /** Loads a server for so many seconds; fails if a request did. */
  Result run(Endpoint endpoint, int port, int seconds) throws IOException {
    Path script = scripts.resolve(endpoint.name().replaceAll("\\W+", "-") + ".lua");
    Files.writeString(script, WrkScript.of(endpoint.calls()));
    String out = commands.output(List.of(
        "taskset",
        "-c",
        String.valueOf(core),
        "wrk",
        "-t1",
        "-c" + endpoint.connections(),
        "-d" + seconds + "s",
        "-s" + script,
        "http://127.0.0.1:" + port));
    return Result.of(out);
  }

  /** What came of it: how many were answered, the time, all bytes received, and what went wrong how often. */
  record Result(long requests, double seconds, long bytes, Map<String, Long> failures) {
    private static final List<String> FAILURES =
        List.of("connect", "read", "write", "status", "timeout");
    private static final int FIRST_FAILURE = 3;

    static Result of(String out) throws IOException {
      String[] parts = out.lines()
          .filter(line -> line.startsWith(WrkScript.RESULT))
          .findFirst()
          .orElseThrow(() -> new IOException("wrk has no result:\n" + out))
          .substring(WrkScript.RESULT.length())
          .split(" ");
      Map<String, Long> failures = new TreeMap<>();
      for (int i = 0; i < FAILURES.size(); i++) {
        failures.put(FAILURES.get(i), Long.parseLong(parts[FIRST_FAILURE + i]));
      }
      failures.values().removeIf(count -> count == 0);
      return new Result(
          Long.parseLong(parts[0]),
          Long.parseLong(parts[1]) / 1e6,
          Long.parseLong(parts[2]),
          failures);
    }

    long failed() {
      return failures.values().stream().mapToLong(Long::longValue).sum();
    }
  }
}
