package io.molt.benchmarks.baseline;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A {@link CountedServer} in a JVM of its own. */
final class CountedProcess implements AutoCloseable {
  private final Path agent;
  private final Process process;
  private final BufferedReader out;
  private final Writer in;
  private final int[] ports;

  CountedProcess() throws IOException {
    agent = agent();
    process = new ProcessBuilder(command()).redirectError(Redirect.INHERIT).start();
    out = process.inputReader(StandardCharsets.UTF_8);
    in = process.outputWriter(StandardCharsets.UTF_8);
    ports = Arrays.stream(answer().split(" ")).mapToInt(Integer::parseInt).toArray();
  }

  /**
   * The compiler that does the least: what it makes allocates whatever the code asks for, neither more nor less with
   * every round, as the optimizing one would, which takes some of it out again.
   */
  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Dreactor.netty.ioWorkerCount=1");
    command.add("-javaagent:" + agent);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(CountedServer.class.getName());
    return command;
  }

  private static Path agent() throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(new Attributes.Name("Premain-Class"), CountingAgent.class.getName());
    Path jar = Files.createTempFile("counting-agent", ".jar");
    try (OutputStream file = Files.newOutputStream(jar)) {
      new JarOutputStream(file, manifest).close();
    }
    return jar;
  }

  int port(boolean everythingOn) {
    return ports[everythingOn ? 1 : 0];
  }

  /** Returns what has been counted so far, by metric. */
  long[] counts() throws IOException {
    in.write('\n');
    in.flush();
    return Arrays.stream(answer().split(" ")).mapToLong(Long::parseLong).toArray();
  }

  private String answer() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new IOException("the server ended (expected: until it is told to)");
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    in.close();
    process.destroy();
    Files.delete(agent);
  }
}
