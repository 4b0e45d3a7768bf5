package io.molt.web.server;

import io.molt.web.http.HttpException;
import org.jspecify.annotations.Nullable;

/** The content of the request that an HTTP/1.1 connection is at: what of it has come, and what is still to come. */
final class Http1Content {
  // A piece that came early and took the last room, what was being read then, and what was left of
  // a record of TLS.
  private static final int MOST_AT_ONCE = 3 * ReadBuffer.SIZE;

  private final ReadAhead ahead;
  private final Buffers buffers;
  private final Wire wire;
  private @Nullable InboundBody inbound;
  private boolean receiving;
  private boolean discarding;
  private boolean continueDue;
  private long expected;
  private long received;
  private long taken;

  Http1Content(ServerContext server, Wire wire) {
    this.ahead = server.ahead;
    this.buffers = server.options.buffers();
    this.wire = wire;
  }

  /** Begins with that of the next request, of so many bytes, or {@link Framing#CHUNKED}. */
  void begin(long length) {
    receiving = length != 0;
    expected = length;
    received = 0;
  }

  /** Takes note of so many bytes that have come, and whether they are the last ones. */
  void count(int count, boolean last) {
    receiving = !last;
    received += count;
    taken += count;
  }

  /** Takes note that no more will come. */
  void end() {
    receiving = false;
  }

  /** Takes note that the request has been answered: what is still to come is thrown away. */
  void answered() {
    inbound = null;
    continueDue = false;
    // What was read before has cost nothing that the response did not need.
    received = 0;
    discarding = receiving;
  }

  /** Takes note that all that was to be thrown away is. */
  void discarded() {
    discarding = false;
  }

  /** Tells a reader, if there is one, that there is no more, and why. */
  void fail(HttpException failure) {
    if (inbound != null) {
      inbound.fail(failure);
    }
  }

  /** Drops what nobody will ever read. */
  void drop() {
    InboundBody body = inbound;
    inbound = null;
    if (body != null) {
      body.discard();
    }
  }

  /** Returns the content as it is read; null if it came at once, or there is none. */
  @Nullable InboundBody inbound() {
    return inbound;
  }

  /** Returns the content as it is read. */
  InboundBody open() {
    InboundBody body = inbound;
    if (body == null) {
      body = new InboundBody(wire, ahead);
      inbound = body;
    }
    return body;
  }

  /** Returns the content, all of which has come. */
  byte[] close() {
    InboundBody body = open();
    inbound = null;
    return body.takeAll();
  }

  /** Takes note that the client is to be told to send it, as soon as somebody wants to read it. */
  void awaitContinue() {
    continueDue = true;
  }

  /** Returns, once, whether the client still waits to be told to send its content. */
  boolean takeContinueDue() {
    boolean due = continueDue;
    continueDue = false;
    return due;
  }

  /** Returns whether some of it has come. */
  boolean hasCome() {
    return received > 0;
  }

  /** Returns whether what has come is so much that it is counted for as long as nobody has asked for it. */
  boolean isLarge() {
    return received > FrugalReads.LITTLE;
  }

  /** Returns whether some of it is still to come. */
  boolean isReceiving() {
    return receiving;
  }

  /** Returns whether what comes is thrown away, since the request has been answered. */
  boolean isDiscarding() {
    return discarding;
  }

  /** Returns whether a reader waits for some of it. */
  boolean isAwaited() {
    return inbound != null && inbound.isAwaited();
  }

  /** Returns the number of bytes that have come, of all requests of the connection. */
  long taken() {
    return taken;
  }

  /** Returns whether there is room for what another read brings. */
  boolean hasRoom() {
    InboundBody body = inbound;
    if (body == null) {
      return true;
    }
    if (ahead.isSpent()) {
      return body.isAwaited();
    }
    return body.buffered() == 0 || body.buffered() < buffers.readAhead();
  }

  /** Returns whether more has come unasked than there can be where only what is asked for is read. */
  boolean overflows() {
    return inbound != null && inbound.buffered() - MOST_AT_ONCE > buffers.readAhead();
  }

  /** Returns whether more has been thrown away than the connection is worth. */
  boolean isTooMuch() {
    return received > buffers.maxDiscard();
  }

  /** Returns whether the rest, if it is thrown away, is a small price for the connection. */
  boolean isRestWorthReading() {
    return !continueDue && expected - received <= buffers.maxDiscard();
  }
}
