package io.molt.benchmarks.jmh;

import io.molt.benchmarks.EverythingOnServer;
import io.molt.benchmarks.workload.RestTable;
import io.molt.benchmarks.workload.Route;
import io.molt.web.App;
import io.molt.web.http.Body;
import io.molt.web.http.Connection;
import io.molt.web.http.Exchange;
import io.molt.web.http.Handler;
import io.molt.web.http.Headers;
import io.molt.web.http.Method;
import io.molt.web.http.Middleware;
import io.molt.web.http.Outcome;
import io.molt.web.http.Request;
import io.molt.web.http.RequestContext;
import io.molt.web.http.Responder;
import io.molt.web.http.Response;
import io.molt.web.http.Service;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One exchange of an app, from a request to a response, without any wire. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DispatchBenchmark {
  private static final int MIDDLEWARES = 5;
  private static final Headers FIELDS = Headers.of(Heads.DOZEN);
  private static final Executor DIRECT = Runnable::run;

  private final Service bare = routes(App.create()).service();
  private final Service wrapped = routes(App.create().use(passThrough())).service();
  private final Service full =
      routes(EverythingOnServer.everythingOn(App.create())).service();
  private final Service table = table(routes(App.create())).service();
  private final List<Call> calls = calls();
  private int next;

  private static App routes(App app) {
    return app.get("/plaintext", req -> Response.text("Hello, World!"))
        .get("/users/{id}", req -> Response.json(Map.of("id", req.path("id"))));
  }

  private static App table(App app) {
    RestTable.routes()
        .forEach(route -> app.route(Method.of(route.method()), route.pattern(), rest(route)));
    return app;
  }

  private static Handler rest(Route route) {
    return route.hasParameter()
        ? request -> Response.json(Map.of("id", request.path(route.parameter())))
        : request -> Response.json(Map.of("id", Route.NO_ID));
  }

  /** One for each route, in no order. */
  private static List<Call> calls() {
    List<Call> calls = new ArrayList<>();
    RestTable.routes()
        .forEach(route -> calls.add(new Call(Method.of(route.method()), route.target())));
    Collections.shuffle(calls, new Random(calls.size()));
    return calls;
  }

  private static Middleware[] passThrough() {
    return Stream.generate(() -> (Middleware) (req, next) -> next.handle(req))
        .limit(MIDDLEWARES)
        .toArray(Middleware[]::new);
  }

  @Benchmark
  public @Nullable Response plaintext() {
    return answer(bare, "/plaintext");
  }

  @Benchmark
  public @Nullable Response pathParameterAndJson() {
    return answer(bare, "/users/42");
  }

  @Benchmark
  public @Nullable Response fiveMiddlewares() {
    return answer(wrapped, "/plaintext");
  }

  /** A deadline, an access log, a hook for metrics, and request ids. */
  @Benchmark
  public @Nullable Response everythingOn() {
    return answer(full, "/plaintext");
  }

  /** As {@link #pathParameterAndJson}, in an app with 203 routes. */
  @Benchmark
  public @Nullable Response oneOfTable() {
    return answer(table, Method.GET, "/users/42");
  }

  /** All 203 routes in turn. */
  @Benchmark
  public @Nullable Response wholeTable() {
    next = next + 1 < calls.size() ? next + 1 : 0;
    Call call = calls.get(next);
    return answer(table, call.method(), call.target());
  }

  @Benchmark
  public @Nullable Response notFound() {
    return answer(bare, "/nowhere");
  }

  private static @Nullable Response answer(Service service, String target) {
    return answer(service, Method.GET, target);
  }

  private static @Nullable Response answer(Service service, Method method, String target) {
    RequestContext context = RequestContext.create(service, Connection.IN_MEMORY, FIELDS, DIRECT);
    Request request = Request.of(method, target, FIELDS, Body.empty(), context);
    Sink sink = new Sink();
    Exchange exchange = new Exchange(request, sink);
    exchange.start(service.handler());
    exchange.end(Outcome.COMPLETED);
    return sink.response;
  }

  private record Call(Method method, String target) {}

  /** Keeps the response. */
  private static final class Sink implements Responder {
    private @Nullable Response response;

    @Override
    public void respond(Response answer) {
      response = answer;
    }

    @Override
    public void hint(Headers fields) {}

    @Override
    public void breakOff() {}

    @Override
    public boolean awaitsContent() {
      return false;
    }

    @Override
    public long received() {
      return 0;
    }

    @Override
    public long sent() {
      return 0;
    }
  }
}
