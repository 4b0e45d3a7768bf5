package io.molt.samples.users;

import static io.molt.web.RouteOption.deadline;
import static io.molt.web.RouteOption.maxBody;

import io.molt.web.App;
import io.molt.web.http.DataSize;
import io.molt.web.http.Middleware;
import io.molt.web.http.Problem;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import java.time.Duration;
import java.util.Map;

/** Puts the service together. */
public final class Users {
  private Users() {}

  public static void main(String[] args) {
    app(new InMemoryUsers(), Map.of("let-me-in", "ada")).run(args);
  }

  static App app(UserRepository repository, Map<String, String> callerByToken) {
    UserRoutes users = new UserRoutes(repository);
    return App.create()
        .use(Middleware.named(
            "trace",
            (request, next) -> next.handle(request)
                .map(response ->
                    response.withHeader("x-trace-id", request.context().traceId()))))
        .error(
            EmailTakenException.class,
            (error, request) ->
                Response.problem(Problem.of(Status.CONFLICT, "The e-mail address is taken.")
                    .with("pointer", "/email")))
        .get("/health", request -> Response.json(Map.of("ok", true)))
        .group("/users", users::reading)
        .group(
            "/users",
            group -> users.writing(group.use(new Tokens(callerByToken))),
            maxBody(DataSize.ofMegabytes(10)),
            deadline(Duration.ofSeconds(10)));
  }
}
