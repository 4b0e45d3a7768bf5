package io.molt.samples.users;

import io.molt.web.Group;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Users over HTTP. */
final class UserRoutes {
  private static final int MOST = 1000;

  private final UserRepository users;

  UserRoutes(UserRepository users) {
    this.users = users;
  }

  /** Adds what everybody may do. */
  void reading(Group group) {
    group.get("/", this::list).get("/{id:long}", this::show);
  }

  /** Adds what needs a token. */
  void writing(Group group) {
    group
        .post("/", this::create)
        .put("/{id:long}", this::replace)
        .delete("/{id:long}", this::delete)
        .post("/import", this::importAll);
  }

  private Response list(Request request) {
    int limit = request.query("limit").asInt().orElse(MOST);
    return Response.stream(users.all().take(Math.min(Math.max(limit, 0), MOST)));
  }

  private Mono<Response> show(Request request) {
    return users.find(id(request)).map(Response::json);
  }

  private Mono<Response> create(Request request) {
    return request.body(NewUser.class).flatMap(users::create).map(UserRoutes::created);
  }

  private Mono<Response> replace(Request request) {
    return request
        .body(NewUser.class)
        .flatMap(user -> users.replace(id(request), user))
        .map(Response::json);
  }

  private Mono<Response> delete(Request request) {
    return users.delete(id(request)).map(gone -> Response.noContent());
  }

  /** Takes users as a JSON array or NDJSON and answers each as it is stored, line by line, in constant memory. */
  private Response importAll(Request request) {
    Flux<User> stored = request.bodyStream(NewUser.class).concatMap(users::create, 1);
    return Response.ndjson(stored);
  }

  private static Response created(User user) {
    return Response.created("/users/" + user.id()).withJson(user);
  }

  private static long id(Request request) {
    return request.path("id", Long.class);
  }
}
