package io.molt.behaviours;

import io.molt.web.App;
import io.molt.web.http.RequestContext;
import io.molt.web.http.Response;
import io.molt.web.test.TestClient;
import org.junit.jupiter.api.Test;

/** Who the client is, and what it asked for, with a proxy between and without. */
class ProxyBehaviours extends Behaviours {

  @Test
  void forwarded_names_client_scheme_and_host() {
    behindProxy()
        .get("/who")
        .header("forwarded", "for=\"[2001:db8:cafe::17]:4711\";proto=https;host=shop.example")
        .send()
        .expectBody("2001:db8:cafe:0:0:0:0:17 https://shop.example");
  }

  @Test
  void x_forwarded_fields_name_client_scheme_and_host() {
    behindProxy()
        .get("/who")
        .header("x-forwarded-for", "1.1.1.1, 192.0.2.60")
        .header("x-forwarded-proto", "https")
        .header("x-forwarded-host", "shop.example")
        .header("x-forwarded-port", "8443")
        .send()
        .expectBody("192.0.2.60 https://shop.example:8443");
  }

  @Test
  void several_fields_are_one_list() {
    behindProxy()
        .get("/who")
        .header("forwarded", "for=1.1.1.1;proto=http;host=evil.example")
        .header("forwarded", "for=192.0.2.60;proto=https;host=shop.example, for=127.0.0.1")
        .send()
        .expectBody("192.0.2.60 https://shop.example");
  }

  @Test
  void nobody_else_is_believed() {
    TestClient client = run(app());
    String plain = client.get("/who").send().text();
    client
        .get("/who")
        .header("forwarded", "for=192.0.2.60;proto=https;host=shop.example")
        .header("x-forwarded-for", "192.0.2.60")
        .header("x-forwarded-proto", "https")
        .header("x-forwarded-host", "shop.example")
        .send()
        .expectBody(plain);
  }

  @Test
  void what_cannot_be_understood_counts_for_nothing() {
    TestClient client = behindProxy();
    String plain = client.get("/who").send().text();
    for (String field : new String[] {"for=\"", ";;;", "for=example.com", "proto=gopher", ","}) {
      client.get("/who").header("forwarded", field).send().expectBody(plain);
    }
  }

  @Test
  void the_client_is_known_deep_in_a_service_too() {
    behindProxy()
        .get("/deep")
        .header("forwarded", "for=192.0.2.60")
        .send()
        .expectBody("192.0.2.60");
  }

  @Test
  void the_connection_is_that_of_the_proxy() {
    behindProxy()
        .get("/socket")
        .header("forwarded", "for=192.0.2.60")
        .send()
        .expectBody(isLive() ? "127.0.0.1" : "in-memory");
  }

  private TestClient behindProxy() {
    return run(app()).behindProxy();
  }

  private static App app() {
    return App.create()
        .get(
            "/who",
            request -> Response.text(request.context().peer().address() + " " + request.scheme()
                + "://" + request.host().orElse("-")))
        .get(
            "/deep",
            request -> RequestContext.current()
                .map(context -> Response.text(context.peer().address())))
        .get(
            "/socket",
            request -> Response.text(request.context().connection().peer().address()));
  }
}
