package io.molt.web.server;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a client still sends of its request when the response is out already. It is left a moment, rather than have its
 * stream reset at once (RFC 9113 section 8.1): one that is at the end of its content gets there, and one that is not
 * reads the response, which a reset might overtake.
 */
final class Leftover {
  private static final int LINGER_SECONDS = 1;

  private final StreamTransport transport;
  private final int most;
  private final Runnable giveUp;
  private boolean letSend;
  private @Nullable Future<?> limit;

  /** Creates one that gives up when {@code most} bytes of content have come, or the moment is over. */
  Leftover(StreamTransport transport, int most, Runnable giveUp) {
    this.transport = transport;
    this.most = most;
    this.giveUp = giveUp;
  }

  /**
   * Begins: the response is out.
   *
   * @param unconsumed how much has come that the client may not yet send anew
   * @param letSend whether the client may go on to send, since there is not much left
   */
  void begin(int unconsumed, boolean letSend) {
    this.letSend = letSend;
    if (letSend) {
      transport.consumed(unconsumed);
      transport.flush();
    }
    limit = transport.loop().schedule(giveUp, LINGER_SECONDS, TimeUnit.SECONDS);
  }

  /** Takes more of it; returns how much of that the client may not yet send anew. */
  int take(int count, long received) {
    if (received > most) {
      giveUp.run();
    } else if (letSend) {
      transport.consumed(count);
      return 0;
    }
    return count;
  }

  /** Ends: there is no more of it, or nobody there. */
  void end() {
    if (limit != null) {
      limit.cancel(false);
      limit = null;
    }
  }
}
