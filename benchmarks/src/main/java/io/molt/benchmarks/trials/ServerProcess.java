package io.molt.benchmarks.trials;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the operating system and the JVM tell of a server; on Linux. */
final class ServerProcess {
  private final long pid;

  ServerProcess(long pid) {
    this.pid = pid;
  }

  /** Returns the memory that it has resident, in kilobytes. */
  long residentKilobytes() throws IOException {
    return status("VmRSS:");
  }

  long threads() throws IOException {
    return status("Threads:");
  }

  long fileDescriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return all.count();
    }
  }

  /** Returns the size of all objects that are in use, in kilobytes; collects garbage first. */
  long liveKilobytes() throws IOException {
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
