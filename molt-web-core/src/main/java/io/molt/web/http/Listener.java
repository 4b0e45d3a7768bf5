package io.molt.web.http;

import reactor.core.publisher.MonoSink;

/** The one who waits for background work, until it stops listening. */
final class Listener<T> {
  private final MonoSink<T> sink;
  private volatile boolean gone;

  Listener(MonoSink<T> sink) {
    this.sink = sink;
    sink.onCancel(() -> gone = true);
  }

  void complete(T value) {
    sink.success(value);
  }

  void complete() {
    sink.success();
  }

  /** Tells of a failure; returns false if there is nobody left to tell. */
  boolean fail(Throwable error) {
    if (!gone) {
      sink.error(error);
    }
    return !gone;
  }
}
