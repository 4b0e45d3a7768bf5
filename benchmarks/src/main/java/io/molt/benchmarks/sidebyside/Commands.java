package io.molt.benchmarks.sidebyside;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Starts processes, and ends all that still run when the JVM ends, whatever ends it. */
final class Commands {
  private final Set<Process> running = ConcurrentHashMap.newKeySet();
  private boolean ending;

  Commands() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::endAll, "end of processes"));
  }

  /** Starts one whose output goes to a file. */
  Process start(List<String> command, Path log) throws IOException {
    return started(
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()));
  }

  /** Returns the output of one, once it has ended, with whatever exit code. */
  String output(List<String> command) throws IOException {
    Process process = started(new ProcessBuilder(command).redirectErrorStream(true));
    try {
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return out;
    } catch (InterruptedException interrupted) {
      throw new IOException("interrupted while waiting for " + command.get(0), interrupted);
    } finally {
      end(process);
    }
  }

  /** Ends it at once, and waits until it has. */
  void end(Process process) {
    process.destroyForcibly().onExit().join();
    running.remove(process);
  }

  private synchronized Process started(ProcessBuilder builder) throws IOException {
    if (ending) {
      throw new IOException("no process is started any more: the JVM ends");
    }
    Process process = builder.start();
    running.add(process);
    return process;
  }

  private synchronized void endAll() {
    ending = true;
    running.forEach(Process::destroyForcibly);
  }
}
