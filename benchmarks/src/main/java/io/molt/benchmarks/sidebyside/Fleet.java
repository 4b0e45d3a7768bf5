package io.molt.benchmarks.sidebyside;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The servers that run at the same time, idle but for the one whose turn it is. */
final class Fleet implements AutoCloseable {
  private final List<RunningServer> servers = new ArrayList<>();
  private final Random random;
  private final Journal journal;

  Fleet(Random random, Journal journal) {
    this.random = random;
    this.journal = journal;
  }

  /** Starts one and waits for its first answer; returns false if there is none, and so it is left out. */
  boolean start(Launcher launcher, Contender contender) throws IOException {
    RunningServer server = launcher.start(contender);
    servers.add(server);
    try {
      server.awaitAnswer();
      return true;
    } catch (IOException failure) {
      journal.trouble(
          contender.name() + ": left out: " + failure.getMessage() + "; its log has more");
      server.close();
      servers.remove(server);
      return false;
    }
  }

  /** Gives each server a turn, in random order; of one that fails, says so. */
  void takeTurns(String what, Turn turn) {
    List<RunningServer> order = new ArrayList<>(servers);
    Collections.shuffle(order, random);
    for (RunningServer server : order) {
      try {
        turn.take(server);
      } catch (IOException failure) {
        journal.trouble(server.name() + ", " + what + ": not measured: " + failure.getMessage());
      }
    }
  }

  /** Returns those that run, in the order in which they were started. */
  List<RunningServer> servers() {
    return List.copyOf(servers);
  }

  @Override
  public void close() {
    servers.forEach(RunningServer::close);
  }

  /** What is done with a server. */
  interface Turn {
    void take(RunningServer server) throws IOException;
  }
}
