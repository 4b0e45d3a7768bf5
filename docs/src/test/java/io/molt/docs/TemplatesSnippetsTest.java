package io.molt.docs;

import static io.molt.web.RouteOption.deadline;
import static io.molt.web.RouteOption.maxInFlight;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.TemplateException;
import gg.jte.resolve.DirectoryCodeResolver;
import io.molt.web.App;
import io.molt.web.http.CacheControl;
import io.molt.web.http.Response;
import io.molt.web.templates.Templates;
import io.molt.web.test.TestClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

public class TemplatesSnippetsTest {
  private static final String PAGE = """
      <ul>
      <li title="7">Ada &amp; Co.</li>
      </ul>
      """;

  /** What the templates show; they are compiled outside of this package. */
  public record Order(String id, String customer) {}

  private static final Path CLASSES = Path.of("target/jte-classes");
  private static final Templates templates = compiled();

  private final List<Order> orders = List.of(new Order("7", "Ada & Co."));

  @Test
  void page() {
    // snippet: templates-page
    App app = App.create().get("/orders", request -> templates.page("orders.jte", orders));
    // end
    // snippet: templates-response
    app.get(
        "/orders/{id}",
        request -> find(request.path("id"))
            .map(order ->
                templates.page("order.jte", order).withCacheControl(CacheControl.noStore())));
    // end
    try (TestClient client = TestClient.of(app)) {
      client.get("/orders").send().expectBody(PAGE);
      client
          .get("/orders/7")
          .send()
          .expectHeader("cache-control", "no-store")
          .expectBody("<p>Ada &amp; Co.</p>\n");
    }
  }

  @Test
  void stream() {
    // snippet: templates-stream
    App app =
        App.create().get("/report", request -> templates.stream(request, "orders.jte", orders));
    // end
    // snippet: templates-limit
    app.get(
        "/reports/{id}",
        request -> templates.stream(request, "orders.jte", orders),
        maxInFlight(64),
        deadline(Duration.ofMinutes(5)));
    // end
    try (TestClient client = TestClient.of(app)) {
      client.get("/report").send().expectBody(PAGE);
      client.get("/reports/7").send().expectBody(PAGE);
    }
  }

  @Test
  void errors() {
    // snippet: templates-error
    App app = App.create()
        .error(
            TemplateException.class,
            (error, request) -> Response.status(500).withText("This page is broken."))
        .get("/", request -> templates.page("nowhere.jte", orders));
    // end
    try (TestClient client = TestClient.of(app)) {
      client.get("/").send().expectStatus(500).expectBody("This page is broken.");
    }
  }

  // As a build does: a page of templates in development compiles on the event loop, where a test
  // forbids it.
  private static Templates compiled() {
    TemplateEngine engine = TemplateEngine.create(
        new DirectoryCodeResolver(Path.of("src/test/jte")),
        CLASSES,
        ContentType.Html,
        null,
        "gg.jte.generated.precompiled");
    engine.setTrimControlStructures(true);
    engine.precompileAll();
    return Templates.precompiled(CLASSES);
  }

  private Mono<Order> find(String id) {
    return Mono.justOrEmpty(
        orders.stream().filter(order -> order.id().equals(id)).findFirst());
  }
}
