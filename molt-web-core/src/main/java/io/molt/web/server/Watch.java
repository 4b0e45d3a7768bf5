package io.molt.web.server;

import org.jspecify.annotations.Nullable;

/** Keeps the time that a client takes, by looking now and then; a link of the ring that is {@link Watches}. */
final class Watch {
  Watch before = this;
  Watch next = this;

  private final @Nullable Watches watches;
  private @Nullable Watched watched;
  // Of System.nanoTime(); told apart from never by the flag, since any number can be a time.
  private final long retiresAt;
  private boolean retires;
  private Wait wait = Wait.NOTHING;
  private long since;
  private long progress;
  private long measuredSince;
  private long measured;

  /** Creates the link that a ring begins and ends with. */
  Watch() {
    this.watches = null;
    this.watched = null;
    this.retiresAt = 0;
  }

  /** Creates a watch of something that lasts. */
  Watch(Watches watches, Watched watched) {
    this.watches = watches;
    this.watched = watched;
    this.retiresAt = 0;
  }

  /** Creates a watch of something that retires at a time. */
  Watch(Watches watches, Watched watched, long retiresAt) {
    this.watches = watches;
    this.watched = watched;
    this.retiresAt = retiresAt;
    this.retires = true;
  }

  /** Ends; idempotent. */
  void end() {
    if (watches != null) {
      watches.remove(this);
    }
  }

  /** Goes on with what has taken the place of the one that was watched: the client has as much time as it had before. */
  void passTo(Watched successor) {
    watched = successor;
  }

  /** Tells the watched one if its client takes too long, or it has got old; returns whether it told anything. */
  boolean look(long now, Patience patience) {
    Watched seen = watched;
    if (seen == null) {
      return false;
    }
    if (isOverdue(seen, now, patience)) {
      Wait late = wait;
      begin(Wait.NOTHING, 0, now);
      seen.timedOut(late);
      return true;
    }
    if (retires && now - retiresAt >= 0) {
      retires = false;
      seen.retire();
      return true;
    }
    return false;
  }

  private boolean isOverdue(Watched seen, long now, Patience patience) {
    Wait present = seen.waitsFor();
    long limit = patience.limit(present);
    long reached = limit == 0 ? 0 : seen.progress(present);
    if (present != wait) {
      begin(present, reached, now);
      return false;
    }
    if (reached > progress) {
      measured += reached - progress;
      since = now;
    }
    progress = reached;
    return limit > 0 && (now - since >= limit || isTooSlow(now, limit, patience));
  }

  private boolean isTooSlow(long now, long limit, Patience patience) {
    long time = now - measuredSince;
    if (time < limit || !wait.isInBytes()) {
      return false;
    }
    long bytes = measured;
    measure(now);
    return patience.isTooFew(bytes, time);
  }

  private void begin(Wait present, long reached, long now) {
    wait = present;
    since = now;
    progress = reached;
    measure(now);
  }

  private void measure(long now) {
    measuredSince = now;
    measured = 0;
  }
}
