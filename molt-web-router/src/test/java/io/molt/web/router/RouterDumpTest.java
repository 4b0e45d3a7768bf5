package io.molt.web.router;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RouterDumpTest {

  @Test
  void the_drawing_shows_each_node_in_the_order_of_precedence() {
    Router<String> router = Table.router(
        "GET /",
        "GET /users",
        "POST /users",
        "GET /users/",
        "GET /users/{id}",
        "DELETE /users/{id}",
        "PATCH /users/{name}",
        "GET /users/{id:long}/books/{book:[a-z]{2,9}}",
        "GET /users/{d:date}",
        "GET /users/me",
        "GET /files/{path...}",
        "PUT /files/{name...}",
        "QUERY /{anything...}");
    assertThat(router.dump()).isEqualTo("""
                .
                ├─ /  GET /
                ├─ /files
                │  └─ /{...}  GET /files/{path...}; PUT /files/{name...}
                ├─ /users  GET, POST /users
                │  ├─ /  GET /users/
                │  ├─ /me  GET /users/me
                │  ├─ /{:long}
                │  │  └─ /books
                │  │     └─ /{:[a-z]{2,9}}  GET /users/{id:long}/books/{book:[a-z]{2,9}}
                │  ├─ /{:date}  GET /users/{d:date}
                │  └─ /{}  GET, DELETE /users/{id}; PATCH /users/{name}
                └─ /{...}  QUERY /{anything...}
                """);
  }

  @Test
  void a_router_without_routes_is_a_dot() {
    assertThat(Table.router().dump()).isEqualTo(".\n");
  }
}
