package io.molt.web.server;

import io.molt.web.http.Headers;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * Sends a file piece by piece: one is under way, and the next is read meanwhile. Signals come on any thread and are acted
 * on in the event loop.
 */
final class FileSender implements CoreSubscriber<FilePiece>, ContentWriter, ChannelFutureListener {
  private static final int AHEAD = 2;

  private final ServerExchange exchange;
  private final Wire wire;
  private volatile @Nullable Subscription subscription;

  // From here on: touched on the event loop only.
  private final Queue<FilePiece> waiting = new ArrayDeque<>(AHEAD);
  private @Nullable FilePiece sending;
  private @Nullable Throwable failure;
  private boolean done;
  private boolean closed;
  private long sent;

  FileSender(ServerExchange exchange, Wire wire) {
    this.exchange = exchange;
    this.wire = wire;
  }

  @Override
  public void onSubscribe(Subscription source) {
    if (Operators.validate(subscription, source)) {
      subscription = source;
      source.request(AHEAD);
    }
  }

  @Override
  public void onNext(FilePiece piece) {
    wire.execute(() -> take(piece));
  }

  @Override
  public void onError(Throwable error) {
    wire.execute(() -> end(error));
  }

  @Override
  public void onComplete() {
    wire.execute(() -> end(null));
  }

  /** Takes note that a piece has been sent, or could not be. */
  @Override
  public void operationComplete(ChannelFuture written) {
    FilePiece piece = sending;
    sending = null;
    if (piece == null || closed) {
      return;
    }
    sent += piece.transferred();
    boolean isCutShort = !written.isSuccess() && piece.isCutShort();
    piece.release();
    if (written.isSuccess()) {
      proceed();
    } else {
      notSent(written, isCutShort);
    }
  }

  @Override
  public void resume() {
    // It waits for pieces to be sent, not for room.
  }

  @Override
  public long written() {
    FilePiece piece = sending;
    return piece == null ? sent : sent + piece.transferred();
  }

  @Override
  public void close() {
    closed = true;
    FilePiece piece = sending;
    sending = null;
    if (piece != null) {
      sent += piece.transferred();
      piece.release();
    }
    waiting.forEach(FilePiece::release);
    waiting.clear();
  }

  private void take(FilePiece piece) {
    if (closed) {
      piece.release();
    } else if (sending != null) {
      waiting.add(piece);
    } else {
      send(piece);
    }
  }

  private void end(@Nullable Throwable error) {
    failure = error;
    done = true;
    if (!closed && sending == null) {
      finish();
    }
  }

  private void proceed() {
    FilePiece next = waiting.poll();
    if (next != null) {
      send(next);
    } else if (done) {
      finish();
    }
    Subscription source = subscription;
    if (source != null && !done) {
      source.request(1);
    }
  }

  private void send(FilePiece piece) {
    sending = piece;
    // Looked at once more when it has been written, and released by then.
    piece.retain();
    wire.writeFile(piece, this);
    wire.flush();
  }

  private void finish() {
    Throwable error = failure;
    closed = true;
    if (error == null) {
      wire.writeLast(null, Headers.empty(), exchange);
    } else {
      exchange.brokeOff(error);
    }
  }

  private void notSent(ChannelFuture written, boolean isCutShort) {
    close();
    if (isCutShort) {
      exchange.brokeOff(
          new IOException("file: shorter now than when it was looked at (expected: no change)"));
    } else if (written.channel().isActive()) {
      exchange.brokeOff(written.cause());
    } else {
      exchange.lost();
    }
  }
}
