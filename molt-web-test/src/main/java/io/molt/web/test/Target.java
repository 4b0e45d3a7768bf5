package io.molt.web.test;

import io.molt.web.App;
import io.molt.web.codec.Codecs;
import io.molt.web.http.Handler;
import io.molt.web.http.Observer;
import io.molt.web.http.RequestLimits;
import io.molt.web.http.Service;
import io.molt.web.http.TrustedPeers;
import java.time.Clock;
import java.util.List;
import java.util.function.UnaryOperator;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * What is under test, and what it was made with.
 *
 * @param service the app in operation
 * @param codecs reads and writes typed bodies
 */
record Target(Service service, Codecs codecs) {

  /** Returns an app, with what it was made with. */
  static Target of(App app) {
    return new Target(app.service(), app.codecs());
  }

  /** Returns a handler alone, with what an app has unless told otherwise. */
  static Target of(Handler handler) {
    return new Target(
        Service.of(handler, Schedulers.parallel(), Clock.systemUTC()),
        Codecs.of(List.of(), List.of()));
  }

  Handler handler() {
    return service.handler();
  }

  Clock clock() {
    return service.clock();
  }

  Target withHandler(Handler other) {
    return new Target(service.withHandler(other), codecs);
  }

  Target withTime(Scheduler otherScheduler, Clock otherClock) {
    return new Target(service.withTime(otherScheduler, otherClock), codecs);
  }

  Target withTrusted(TrustedPeers trusted) {
    return new Target(service.withTrusted(trusted), codecs);
  }

  Target withLimits(UnaryOperator<RequestLimits> change) {
    return new Target(service.withLimits(change.apply(service.limits())), codecs);
  }

  Target withFirstObserver(Observer observer) {
    return new Target(service.withFirstObserver(observer), codecs);
  }

  Target withObserver(Observer observer) {
    return new Target(service.withObserver(observer), codecs);
  }
}
