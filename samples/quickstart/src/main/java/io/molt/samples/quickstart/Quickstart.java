package io.molt.samples.quickstart;

import io.molt.web.App;
import io.molt.web.http.HttpException;
import io.molt.web.http.Next;
import io.molt.web.http.Problem;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Users kept in memory: a service with routes, validation, streams, a guarded group and an error handler. */
public final class Quickstart {
  record NewUser(
      @NotBlank String name,
      @NotBlank @Email String email,
      @Min(0) @Max(150) int age) {}

  record User(long id, String name, String email, int age) {}

  record Tick(long number) {}

  private final Map<Long, User> users = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong();

  public static void main(String[] args) {
    new Quickstart().app().listen(8080);
  }

  App app() {
    return App.create()
        .get("/health", request -> Response.json(Map.of("ok", true)))
        .get("/hello/{name}", request -> Response.text("Hello, " + request.path("name") + "!"))
        .get("/users", request -> Response.stream(Flux.fromIterable(users.values())))
        .get(
            "/users/{id:long}", request -> find(request.path("id", Long.class)).map(Response::json))
        .post(
            "/users",
            request -> request
                .body(NewUser.class)
                .map(this::create)
                .map(user -> Response.created("/users/" + user.id()).withJson(user)))
        .get(
            "/ticks",
            request -> Response.stream(Flux.interval(Duration.ofSeconds(1), request.scheduler())
                .onBackpressureLatest()
                .map(Tick::new)))
        .group(
            "/admin",
            admin -> admin.use(Quickstart::requireToken).delete("/users", request -> clear()))
        .error(
            UnsupportedOperationException.class,
            (error, request) -> Response.problem(Problem.of(Status.of(501), "Not yet.")));
  }

  private Mono<User> find(long id) {
    return Mono.justOrEmpty(users.get(id));
  }

  private User create(NewUser user) {
    User created = new User(lastId.incrementAndGet(), user.name(), user.email(), user.age());
    users.put(created.id(), created);
    return created;
  }

  private Response clear() {
    users.clear();
    return Response.noContent();
  }

  private static Publisher<Response> requireToken(Request request, Next next) {
    if (!request.header("authorization").orElse("").equals("Bearer let-me-in")) {
      throw HttpException.unauthorized("Bearer", "A token is needed here.");
    }
    return next.handle(request);
  }
}
