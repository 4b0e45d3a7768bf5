package io.molt.web.server;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one HTTP/2 connection waits for, and what becomes of it if its client takes too long. Frames that get nobody
 * anywhere, such as pings, do not count: a connection without streams is idle.
 */
final class Http2Watched implements Watched {
  private static final Logger LOG = LoggerFactory.getLogger(Http2Watched.class);

  private final Http2Handler connection;
  private final OutputProgress output;

  Http2Watched(Http2Handler connection, OutputProgress output) {
    this.connection = connection;
    this.output = output;
  }

  @Override
  public Wait waitsFor() {
    if (output.isWaiting()) {
      return Wait.OUTPUT;
    }
    if (connection.farewell().isClosing()) {
      return Wait.CLOSE;
    }
    if (!connection.isSettled()) {
      return Wait.HEAD;
    }
    if (connection.connection().numActiveStreams() > 0) {
      return Wait.NOTHING;
    }
    return connection.isAmid() ? Wait.HEAD : Wait.REQUEST;
  }

  @Override
  public long progress(Wait wait) {
    return wait == Wait.OUTPUT ? output.taken() : connection.requests();
  }

  @Override
  public void timedOut(Wait wait) {
    LOG.debug("{} took too long ({})", connection.context().channel(), wait);
    switch (wait) {
      case HEAD -> connection.headTimedOut();
      case CLOSE -> connection.context().close();
      case OUTPUT -> connection.outputTimedOut();
      default -> connection.leave();
    }
  }

  @Override
  public void retire() {
    connection.leave();
  }
}
