package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JVM of its own, both of its streams read line by line. */
final class ChildProcess implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 30;
  // The second bit of a set of signals.
  private static final long SIGINT = 2;
  private static final String END = "(end of output)";

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final List<String> seen = new ArrayList<>();

  private ChildProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::readAll, "child output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts the main class in a JVM with those flags, variables and arguments. */
  static ChildProcess start(
      Class<?> main, List<String> flags, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-cp", classPath()));
    command.addAll(flags);
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("MOLT_"));
    builder.environment().putAll(environment);
    return new ChildProcess(builder.start());
  }

  /** Returns whether this process, and so what it starts, ignores SIGINT; false where that cannot be told. */
  static boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & SIGINT) != 0);
  }

  /** Returns the first group, or all, of the next line in which the pattern is found. */
  String awaitLine(String pattern) throws InterruptedException {
    Pattern wanted = Pattern.compile(pattern);
    while (true) {
      String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      seen.add(String.valueOf(line));
      if (line == null || line.equals(END)) {
        throw new AssertionError("nothing like " + pattern + " in\n" + String.join("\n", seen));
      }
      Matcher found = wanted.matcher(line);
      if (found.find()) {
        return found.group(found.groupCount());
      }
    }
  }

  /** Returns the port that the banner names. */
  int awaitPort() throws InterruptedException {
    return Integer.parseInt(awaitLine("listens on https?://[^:]+:(\\d+)"));
  }

  /** Returns all that has not been awaited, once there is no more. */
  List<String> awaitRest() throws InterruptedException {
    awaitEnd();
    List<String> rest = new ArrayList<>();
    for (String line = lines.take(); !line.equals(END); line = lines.take()) {
      rest.add(line);
    }
    return rest;
  }

  void signal(String name) throws Exception {
    String pid = String.valueOf(process.pid());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }

  /** Returns the code with which it exits. */
  int awaitEnd() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .as("ends, having said\n" + String.join("\n", seen))
        .isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void readAll() {
    try (BufferedReader reader = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      reader.lines().forEach(lines::add);
    } catch (IOException e) {
      lines.add(e.toString());
    } finally {
      lines.add(END);
    }
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
