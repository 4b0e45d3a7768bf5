package io.molt.samples.quickstart;

import io.molt.web.App;
import io.molt.web.http.HttpException;
import io.molt.web.http.Next;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Up to 1,000 users, kept in memory: routes, validation, streams, a guarded group, an error handler. */
public final class Quickstart {
  record NewUser(
      @NotBlank String name,
      @NotBlank @Email String email,
      @Min(0) int age) {}

  record User(long id, String name, String email, int age) {}

  private final Map<Long, User> users = new ConcurrentSkipListMap<>();
  private final AtomicLong lastId = new AtomicLong();

  public static void main(String[] args) {
    new Quickstart().app().run(args);
  }

  App app() {
    return App.create()
        .get("/health", req -> Response.json(Map.of("ok", true)))
        .get("/hello/{name}", req -> Response.text("Hello, " + req.path("name") + "!"))
        .get("/users", req -> Response.stream(Flux.fromIterable(users.values())))
        .get("/users/{id:long}", req -> find(req).map(Response::json))
        .post("/users", req -> req.body(NewUser.class).map(this::create))
        .get("/ticks", req -> Response.stream(ticks(req).map(n -> Map.of("number", n))))
        .group(
            "/admin",
            admin -> admin.use(this::guard).get("/count", req -> Response.json(users.size())))
        .error(
            RejectedExecutionException.class, (e, req) -> Response.status(507).withText("Full"));
  }

  private Mono<User> find(Request req) {
    return Mono.justOrEmpty(users.get(req.path("id", Long.class)));
  }

  private Response create(NewUser user) {
    if (users.size() == 1000) {
      throw new RejectedExecutionException();
    }
    User created = new User(lastId.incrementAndGet(), user.name(), user.email(), user.age());
    users.put(created.id(), created);
    return Response.created("/users/" + created.id()).withJson(created);
  }

  private Flux<Long> ticks(Request req) {
    return Flux.interval(Duration.ofSeconds(1), req.scheduler()).onBackpressureLatest();
  }

  private Publisher<Response> guard(Request req, Next next) {
    boolean known = req.header("authorization").orElse("").equals("Bearer let-me-in");
    return known
        ? next.handle(req)
        : HttpException.unauthorized("Bearer", "Who?").response();
  }
}
