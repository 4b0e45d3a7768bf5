package io.molt.web.test;

import io.molt.web.App;
import io.molt.web.codec.Codecs;
import io.molt.web.http.Handler;
import java.time.Clock;
import java.util.List;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * What is under test, and what it was made with.
 *
 * @param handler the app as one function
 * @param codecs reads and writes typed bodies
 * @param scheduler the app's
 * @param clock the app's
 */
record Target(Handler handler, Codecs codecs, Scheduler scheduler, Clock clock) {

  /** Returns an app, with what it was made with. */
  static Target of(App app) {
    return new Target(app.build(), app.codecs(), app.scheduler(), app.clock());
  }

  /** Returns a handler alone, with what an app has unless told otherwise. */
  static Target of(Handler handler) {
    return new Target(
        handler, Codecs.of(List.of(), List.of()), Schedulers.parallel(), Clock.systemUTC());
  }

  Target withHandler(Handler other) {
    return new Target(other, codecs, scheduler, clock);
  }

  Target withTime(Scheduler otherScheduler, Clock otherClock) {
    return new Target(handler, codecs, otherScheduler, otherClock);
  }
}
