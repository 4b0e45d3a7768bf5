package io.molt.benchmarks.load;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/**
 * One request, sent again and again over some connections. Its time counts from when it was due, so that one which had to
 * wait for a connection counts its wait: a server that stalls is charged for all that would have come meanwhile.
 */
final class Target {
  private static final double SECOND = 1e9;

  private final Selector selector;
  private final SocketAddress address;
  private final ByteBuffer request;
  private final Plan plan;
  private final Clock clock;
  private final Results results = new Results();
  private final Set<Connection> all = new LinkedHashSet<>();
  private final Queue<Connection> idle = new ArrayDeque<>();
  private long began;
  private long next;
  private boolean started;

  Target(Selector selector, SocketAddress address, Plan plan, Clock clock) {
    this.selector = selector;
    this.address = address;
    this.plan = plan;
    this.clock = clock;
    this.request = ByteBuffer.allocateDirect(plan.request().length).put(plan.request());
  }

  Results results() {
    return results;
  }

  void connect() {
    for (int i = 0; i < plan.connections(); i++) {
      connectOne();
    }
  }

  boolean isConnected() {
    return idle.size() == plan.connections();
  }

  void start(long now) {
    began = now;
    started = true;
    if (plan.isClosedLoop()) {
      new ArrayList<>(idle).forEach(connection -> connection.send(request, now));
      idle.clear();
    }
  }

  void close() {
    all.forEach(Connection::close);
  }

  /** Sends what is due, and gives up what has waited too long. */
  void tick(long now) {
    if (plan.isClosedLoop()) {
      return;
    }
    while (now - due() > plan.patience()) {
      next++;
      results.unsent();
    }
    while (due() <= now && !idle.isEmpty()) {
      sendOn(idle.remove(), now);
    }
  }

  /** Gives up requests that have waited too long for their answers. */
  void sweep(long now) {
    List<Connection> late = all.stream()
        .filter(connection -> connection.isBusy() && now - connection.since() > plan.patience())
        .toList();
    for (Connection connection : late) {
      results.unanswered(connection.since());
      replace(connection);
    }
  }

  void connected(Connection connection) {
    free(connection, clock.now());
  }

  void answered(Connection connection, int status) {
    long now = clock.now();
    results.answered(status, connection.since(), now);
    free(connection, now);
  }

  /** Takes note that a connection has closed, or could not be made. */
  void broken(Connection connection) {
    if (connection.isBusy()) {
      results.broken(connection.since());
    }
    replace(connection);
  }

  private void free(Connection connection, long now) {
    connection.rest(now);
    if (started && plan.isClosedLoop()) {
      connection.send(request, now);
    } else if (started && due() <= now) {
      sendOn(connection, now);
    } else {
      idle.add(connection);
    }
  }

  private void sendOn(Connection connection, long now) {
    long due = due();
    results.late(now - Math.max(due, connection.since()));
    results.sent(due);
    next++;
    connection.send(request, due);
  }

  private long due() {
    return began + (long) (next * SECOND / plan.rate());
  }

  private void replace(Connection connection) {
    connection.close();
    if (all.remove(connection)) {
      idle.remove(connection);
      connectOne();
    }
  }

  private void connectOne() {
    try {
      all.add(Connection.open(this, address, selector));
    } catch (IOException failure) {
      throw new IllegalStateException("cannot connect to " + address, failure);
    }
  }
}
