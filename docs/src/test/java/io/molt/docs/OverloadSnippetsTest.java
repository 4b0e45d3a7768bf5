package io.molt.docs;

import static io.molt.web.RouteOption.alwaysAdmitted;
import static io.molt.web.RouteOption.maxInFlight;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.adaptive.Gradient;
import io.molt.web.http.Handler;
import io.molt.web.http.Response;
import io.molt.web.server.ServerOptions;
import io.molt.web.test.TestCall;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestSource;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OverloadSnippetsTest {
  private final TestSource<String> reports = TestSource.create();

  @Test
  void routes_and_groups_have_limits_of_their_own() {
    Handler report = request -> reports.flux().next().map(Response::text);
    Handler metrics = request -> Response.text("fine");
    // snippet: overload-routes
    App app = App.create()
        .get("/reports", report, maxInFlight(1))
        .get("/health", request -> Response.text("well"), alwaysAdmitted())
        .group("/internal", internal -> internal.get("/metrics", metrics), alwaysAdmitted());
    // end

    // snippet: overload-test
    try (TestClient client =
        TestClient.of(app).limits(limits -> limits.withAdmission(a -> a.withMaxQueued(0)))) {
      TestCall first = client.get("/reports").start().expectNotAnswered();
      client.get("/reports").send().expectStatus(503).expectHeader("retry-after", "1");
      reports.next("done");
      first.response().expectBody("done");
    }
    // end
  }

  @Test
  void limits_are_options() {
    // snippet: overload-options
    ServerOptions options = ServerOptions.defaults()
        .withRequests(requests -> requests.withAdmission(admission -> admission
            .withMaxInFlight(200)
            .withMaxQueued(100)
            .withMaxQueueTime(Duration.ofMillis(500))));
    // end
    assertThat(options.requests().admission().maxInFlight()).isEqualTo(200);
  }

  @Test
  void the_number_may_follow_how_the_service_fares() {
    // snippet: overload-adaptive
    ServerOptions options = ServerOptions.defaults()
        .withRequests(requests ->
            requests.withAdmission(admission -> admission.withAdaptive(Gradient.defaults())));
    // end
    assertThat(options.requests().admission().adaptive()).isPresent();
  }
}
