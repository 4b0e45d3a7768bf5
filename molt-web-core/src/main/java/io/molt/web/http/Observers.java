package io.molt.web.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Exceptions;

/** The observers of a service, kept from harming what they observe. */
final class Observers {
  private static final Logger LOG = LoggerFactory.getLogger(Observer.class);

  // An array, since the iterator of a list would be garbage for every request.
  private final Guarded[] all;

  private Observers(Guarded[] all) {
    this.all = all;
  }

  /** Returns these and one more. */
  static Observers and(@Nullable Observers present, Observer more) {
    return with(present, more, present == null ? 0 : present.all.length);
  }

  /** Returns one more and then these. */
  static Observers before(@Nullable Observers present, Observer more) {
    return with(present, more, 0);
  }

  private static Observers with(@Nullable Observers present, Observer more, int place) {
    List<Guarded> joined = new ArrayList<>();
    if (present != null) {
      joined.addAll(List.of(present.all));
    }
    joined.add(place, new Guarded(more));
    return new Observers(joined.toArray(Guarded[]::new));
  }

  void onEnd(Ended request) {
    for (Guarded each : all) {
      each.onEnd(request);
    }
  }

  void onRefusal(Refused refused) {
    for (Guarded each : all) {
      each.onRefusal(refused);
    }
  }

  void onBlocked(BlockedLoop blocked) {
    for (Guarded each : all) {
      each.onBlocked(blocked);
    }
  }

  private static final class Guarded implements Observer {
    private final Observer observer;
    private final AtomicBoolean hasFailed = new AtomicBoolean();

    Guarded(Observer observer) {
      this.observer = observer;
    }

    @Override
    public void onEnd(Ended request) {
      try {
        observer.onEnd(request);
      } catch (Throwable failed) {
        log(failed);
      }
    }

    @Override
    public void onRefusal(Refused refused) {
      try {
        observer.onRefusal(refused);
      } catch (Throwable failed) {
        log(failed);
      }
    }

    @Override
    public void onBlocked(BlockedLoop blocked) {
      try {
        observer.onBlocked(blocked);
      } catch (Throwable failed) {
        log(failed);
      }
    }

    // It may fail for every request: told once in full, it must not fill the log.
    private void log(Throwable failed) {
      Exceptions.throwIfJvmFatal(failed);
      if (hasFailed.compareAndSet(false, true)) {
        LOG.error("{} failed; further failures are logged at debug", observer, failed);
      } else {
        LOG.debug("{} failed again", observer, failed);
      }
    }
  }
}
