package io.molt.benchmarks.sidebyside;

import io.molt.benchmarks.workload.Probe;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts servers, all in the same way: same JDK, same options, same core. */
final class Launcher {
  private static final int ASKS_FOR_NATIVE_ACCESS = 24;

  private final Commands commands;
  private final Path root;
  private final int core;
  private final Path logs;

  /**
   * Creates one.
   *
   * @param root the directory of the repository
   * @param core what all servers run on
   * @param logs a directory for what they print
   */
  Launcher(Commands commands, Path root, int core, Path logs) {
    this.commands = commands;
    this.root = root;
    this.core = core;
    this.logs = logs;
  }

  /** Returns the options of every JVM. */
  static List<String> options() {
    List<String> options = new ArrayList<>(List.of(
        "-Xms512m",
        "-Xmx512m",
        "-XX:+UseSerialGC",
        "-Dio.netty.leakDetection.level=DISABLED",
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
    if (Runtime.version().feature() >= ASKS_FOR_NATIVE_ACCESS) {
      options.add("--enable-native-access=ALL-UNNAMED");
      options.add("--sun-misc-unsafe-memory-access=allow");
    }
    return options;
  }

  /** Starts one, which does not answer yet. */
  RunningServer start(Contender contender) throws IOException {
    int port = freePort();
    int probe = freePort();
    List<String> command = new ArrayList<>(List.of("taskset", "-c", String.valueOf(core)));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options());
    command.add("-D" + Probe.PORT + "=" + probe);
    command.addAll(List.of("-cp", contender.classPath(root), contender.mainClass()));
    command.add(String.valueOf(port));
    Path log = logs.resolve(contender.name() + ".log");
    return new RunningServer(contender, commands, commands.start(command, log), port, probe);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
