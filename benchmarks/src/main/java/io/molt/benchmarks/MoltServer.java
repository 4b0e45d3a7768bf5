package io.molt.benchmarks;

import io.molt.benchmarks.workload.Person;
import io.molt.web.App;
import io.molt.web.http.Response;
import java.util.Map;

/** The work in Molt Web. Argument: the port. */
public final class MoltServer {
  private MoltServer() {}

  /** Listens until it is killed. */
  public static void main(String[] args) {
    App.create()
        .get("/plaintext", req -> Response.text("Hello, World!"))
        .get("/json", req -> Response.json(Map.of("message", "Hello, World!")))
        .get("/users/{id}", req -> Response.json(Map.of("id", req.path("id"))))
        .post("/echo", req -> req.body(Person.class).map(Response::json))
        .listen(Integer.parseInt(args[0]));
  }
}
