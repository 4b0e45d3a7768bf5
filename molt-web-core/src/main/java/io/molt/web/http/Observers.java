package io.molt.web.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Exceptions;

/** The observers of a service, kept from harming what they observe. */
final class Observers {
  private static final Logger LOG = LoggerFactory.getLogger(Observer.class);

  private final List<Guarded> all;

  private Observers(List<Guarded> all) {
    this.all = all;
  }

  /** Returns these and one more. */
  static Observers and(@Nullable Observers present, Observer more) {
    return with(present, more, present == null ? 0 : present.all.size());
  }

  /** Returns one more and then these. */
  static Observers before(@Nullable Observers present, Observer more) {
    return with(present, more, 0);
  }

  private static Observers with(@Nullable Observers present, Observer more, int place) {
    List<Guarded> joined = new ArrayList<>(present == null ? List.of() : present.all);
    joined.add(place, new Guarded(more));
    return new Observers(List.copyOf(joined));
  }

  void onEnd(Ended request) {
    all.forEach(each -> each.tell(observer -> observer.onEnd(request)));
  }

  void onRefusal(Refused refused) {
    all.forEach(each -> each.tell(observer -> observer.onRefusal(refused)));
  }

  void onBlocked(BlockedLoop blocked) {
    all.forEach(each -> each.tell(observer -> observer.onBlocked(blocked)));
  }

  private static final class Guarded {
    private final Observer observer;
    private final AtomicBoolean hasFailed = new AtomicBoolean();

    Guarded(Observer observer) {
      this.observer = observer;
    }

    void tell(Consumer<Observer> news) {
      try {
        news.accept(observer);
      } catch (Throwable failed) {
        Exceptions.throwIfJvmFatal(failed);
        log(failed);
      }
    }

    // It may fail for every request: told once in full, it must not fill the log.
    private void log(Throwable failed) {
      if (hasFailed.compareAndSet(false, true)) {
        LOG.error("{} failed; further failures are logged at debug", observer, failed);
      } else {
        LOG.debug("{} failed again", observer, failed);
      }
    }
  }
}
