package io.molt.benchmarks;

import io.molt.benchmarks.log.DroppingLog;
import io.molt.benchmarks.workload.Probe;
import io.molt.web.App;
import io.molt.web.http.AccessLog;
import io.molt.web.http.Ended;
import io.molt.web.http.Observer;
import io.molt.web.middleware.RequestId;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** The work of {@link MoltServer} in a service that has all that most have. Argument: the port. */
public final class EverythingOnServer {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private EverythingOnServer() {}

  /** Listens until it is killed. */
  public static void main(String[] args) {
    DroppingLog.use();
    new MoltServer(everythingOn(App.create())).app().listen(Integer.parseInt(args[0]));
    Probe.ready();
  }

  /** Returns the app with a deadline, an access log, a hook for metrics and request ids; limits are on in every app. */
  public static App everythingOn(App app) {
    return app.deadline(DEADLINE)
        .observe(AccessLog.create())
        .observe(new Tally())
        .use(RequestId.create());
  }

  /** What a hook for metrics does at the least. */
  private static final class Tally implements Observer {
    private final LongAdder requests = new LongAdder();

    @Override
    public void onEnd(Ended request) {
      requests.increment();
    }
  }
}
