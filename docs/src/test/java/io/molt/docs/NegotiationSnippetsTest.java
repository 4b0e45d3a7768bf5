package io.molt.docs;

import static io.molt.web.RouteOption.consumes;

import io.molt.web.App;
import io.molt.web.codec.MediaType;
import io.molt.web.http.Representation;
import io.molt.web.http.Response;
import io.molt.web.test.TestClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NegotiationSnippetsTest {
  record Report(String quarter, int sales) {}

  private final Report report = new Report("Q1", 7);

  @Test
  void codecs_decide_which_forms_there_are() {
    // snippet: negotiation-first
    App app = App.create()
        .get("/report", request -> Response.entity(report))
        .post("/report", request -> request.body(Report.class).map(Response::entity));
    // end
    try (TestClient client = TestClient.of(app)) {
      client
          .get("/report")
          .send()
          .expectHeader("content-type", "application/json")
          .expectHeader("vary", "accept")
          .expectJson("/sales", 7);
      client.get("/report").accept("*;q=0.2").send().expectStatus(200);
      client.get("/report").accept("application/json; charset=utf-8").send().expectStatus(200);
      client.get("/report").accept("application/json;q=0").send().expectProblem(406);
      client.post("/report").json(report).send().expectBody(report);
      client
          .post("/report")
          .text("Q1")
          .send()
          .expectProblem(415)
          .expectHeader("accept", "application/json");
    }
  }

  @Test
  void a_handler_offers_forms_of_its_own() {
    // snippet: negotiation-one-of
    App app = App.create()
        .get(
            "/report",
            request -> Response.oneOf(
                Representation.of(MediaType.HTML, () -> Response.html(page(report))),
                Representation.of(MediaType.of("text", "csv"), () -> Response.text(csv(report))),
                Representation.byCodec(Response.entity(report))));
    // end
    try (TestClient client = TestClient.of(app)) {
      // snippet: negotiation-one-of-test
      client.get("/report").accept("text/html").send().expectBody("<p>Q1: 7</p>");
      client
          .get("/report")
          .accept("text/csv, text/html;q=0.9")
          .send()
          .expectHeader("content-type", "text/csv")
          .expectHeader("vary", "accept")
          .expectBody("Q1;7");
      client.get("/report").accept("application/json").send().expectJson("/sales", 7);
      client
          .get("/report")
          .accept("image/png")
          .send()
          .expectProblem(406)
          .expectJson(
              "/available", List.of("text/html; charset=utf-8", "text/csv", "application/json"));
      // end
    }
  }

  @Test
  void patches_are_announced() {
    App app = App.create()
        .patch(
            "/report",
            request -> request.body(Map.class).map(Response::json),
            consumes("application/merge-patch+json"));
    try (TestClient client = TestClient.of(app)) {
      client.options("/report").send().expectHeader("accept-patch", "application/merge-patch+json");
      client
          .patch("/report")
          .body("application/json", "{}")
          .send()
          .expectProblem(415)
          .expectHeader("accept-patch", "application/merge-patch+json");
      client
          .patch("/report")
          .body("application/merge-patch+json", "{\"a\":1}")
          .send()
          .expectBody("{\"a\":1}");
    }
  }

  private static String page(Report report) {
    return "<p>" + report.quarter() + ": " + report.sales() + "</p>";
  }

  private static String csv(Report report) {
    return report.quarter() + ";" + report.sales();
  }
}
