package io.molt.web.server;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one HTTP/1.1 connection waits for, and what becomes of it if its client takes too long. */
final class Http1Watched implements Watched {
  private static final Logger LOG = LoggerFactory.getLogger(Http1Watched.class);

  private final Http1Connection connection;
  private final Http1Output output;
  private final OutputProgress sending;

  Http1Watched(Http1Connection connection, Http1Output output, OutputProgress sending) {
    this.connection = connection;
    this.output = output;
    this.sending = sending;
  }

  @Override
  public Wait waitsFor() {
    if (sending.isWaiting()) {
      return Wait.OUTPUT;
    }
    if (output.isClosing()) {
      return output.isLingering() ? Wait.CLOSE : Wait.NOTHING;
    }
    return connection.waitsFor();
  }

  @Override
  public long progress(Wait wait) {
    return switch (wait) {
      case OUTPUT -> sending.taken();
      case CONTENT -> connection.content().taken();
      default -> connection.requests();
    };
  }

  @Override
  public void timedOut(Wait wait) {
    LOG.debug("{} took too long ({})", output.peer(), wait);
    switch (wait) {
      case NOTHING -> {}
      case HEAD -> connection.headTimedOut();
      case CONTENT -> connection.contentTimedOut();
      case LEFTOVER -> output.closeWhenSent();
      case REQUEST, CLOSE -> output.closeNow();
      case OUTPUT -> connection.outputTimedOut();
    }
  }

  @Override
  public void retire() {
    connection.retire();
  }
}
