package io.molt.benchmarks.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the operating system and the JVM tell of a server; on Linux. */
public final class ServerProcess {
  // What the kernel counts processor time in, on every platform that Java runs on.
  private static final long TICKS_PER_SECOND = 100;
  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;

  private final long pid;

  /** Tells of the process with this id. */
  public ServerProcess(long pid) {
    this.pid = pid;
  }

  /**
   * Returns the processor time that all its threads have had so far, in seconds: its own and the kernel's on its behalf, in
   * steps of 10 ms.
   */
  public double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
    return (double) ticks / TICKS_PER_SECOND;
  }

  /** Returns the memory that it has resident, in kilobytes. */
  public long residentKilobytes() throws IOException {
    return status("VmRSS:");
  }

  /** Returns how many threads it has. */
  public long threads() throws IOException {
    return status("Threads:");
  }

  /** Returns how many files and sockets it has open. */
  public long fileDescriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return all.count();
    }
  }

  /** Returns the size of all objects that are in use, in kilobytes; collects garbage first. */
  public long liveKilobytes() throws IOException {
    Process tool = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
            Long.toString(pid),
            "GC.class_histogram")
        .redirectErrorStream(true)
        .start();
    try (InputStream out = tool.getInputStream()) {
      String[] lines =
          new String(out.readAllBytes(), StandardCharsets.UTF_8).strip().split("\n");
      return Long.parseLong(lines[lines.length - 1].strip().split(" +")[2]) / 1024;
    }
  }

  private long status(String name) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.replaceAll("[^0-9]", ""))
          .mapToLong(Long::parseLong)
          .findFirst()
          .orElseThrow(() -> new IOException("process " + pid + " does not tell its " + name));
    }
  }
}
