package io.molt.web.server;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one stream waits for, and what becomes of it if its client takes too long. */
final class WatchedStream implements Watched {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedStream.class);

  private final RequestStream stream;
  private final StreamTransport transport;

  WatchedStream(RequestStream stream, StreamTransport transport) {
    this.stream = stream;
    this.transport = transport;
  }

  @Override
  public Wait waitsFor() {
    if (transport.isHeldBack()) {
      return Wait.OUTPUT;
    }
    return stream.awaitsContent() ? Wait.CONTENT : Wait.NOTHING;
  }

  @Override
  public long progress(Wait wait) {
    return wait == Wait.OUTPUT ? transport.taken() : stream.received();
  }

  @Override
  public void timedOut(Wait wait) {
    LOG.debug("a stream took too long ({})", wait);
    if (wait == Wait.OUTPUT) {
      stream.outputTimedOut();
    } else {
      stream.contentTimedOut();
    }
  }

  /** Not told: it is connections that get old. */
  @Override
  public void retire() {
    throw new UnsupportedOperationException("a stream has no age");
  }
}
