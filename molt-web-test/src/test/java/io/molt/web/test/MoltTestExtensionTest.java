package io.molt.web.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.molt.web.App;
import io.molt.web.http.Handler;
import io.molt.web.http.Response;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import reactor.core.publisher.Mono;

class MoltTestExtensionTest {

  private static EngineExecutionResults run(Class<?> tests) {
    return EngineTestKit.engine("junit-jupiter").selectors(selectClass(tests)).execute();
  }

  private static List<String> failures(EngineExecutionResults results) {
    return results.allEvents().failed().stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .map(result -> result.getThrowable().orElseThrow().getMessage())
        .toList();
  }

  @Test
  void tests_run_once_for_each_transport_under_its_name() {
    EngineExecutionResults results = run(Named.class);

    assertThat(failures(results)).isEmpty();
    assertThat(results.testEvents().succeeded().count()).isEqualTo(2);
    assertThat(results.containerEvents().started().map(Event::getTestDescriptor))
        .extracting(descriptor -> descriptor.getDisplayName())
        .contains("in memory", "over HTTP/1.1");
  }

  @Test
  void transports_can_be_chosen() {
    assertThat(run(Chosen.class).testEvents().succeeded().count()).isEqualTo(1);
  }

  @Test
  void tests_marked_for_one_kind_are_left_out_of_the_other() {
    EngineExecutionResults results = run(Marked.class);

    assertThat(failures(results)).isEmpty();
    assertThat(results.testEvents().succeeded().count()).isEqualTo(2);
    assertThat(results.testEvents().skipped().count()).isEqualTo(2);
  }

  @Test
  void each_test_has_an_app_of_its_own() {
    assertThat(failures(run(Counting.class))).isEmpty();
  }

  @Test
  void each_test_has_a_client_of_its_own_though_the_instance_is_shared() {
    assertThat(failures(run(Shared.class))).isEmpty();
  }

  @Test
  void what_a_test_leaves_behind_fails_that_test() {
    assertThat(failures(run(Untidy.class)))
        .hasSize(2)
        .allMatch(message -> message.startsWith("GET /: its response was never looked at"));
  }

  @Test
  void missing_app_is_told() {
    assertThat(failures(run(WithoutApp.class)))
        .allMatch(message -> message.contains(
            "0 sources (expected: one, @MoltTest(app = ..) or a" + " static method with @TestApp)"))
        .isNotEmpty();
  }

  @Test
  void app_that_is_none_is_told() {
    assertThat(failures(run(WithText.class)))
        .allMatch(message -> message.contains("a java.lang.String (expected: an App or a Handler)"))
        .isNotEmpty();
  }

  @Test
  void app_method_of_an_instance_is_refused() {
    assertThat(failures(run(WithInstanceMethod.class)))
        .allMatch(message -> message.contains("(expected: static, without parameters)"))
        .isNotEmpty();
  }

  static final class Hello implements Supplier<App> {
    @Override
    public App get() {
      return App.create().get("/", request -> Response.text("hello"));
    }
  }

  @MoltTest(app = Hello.class)
  static class Named {
    @Test
    void greets(TestClient client) {
      client.get("/").send().expectBody("hello");
    }
  }

  @MoltTest(app = Hello.class, transports = Transport.IN_MEMORY)
  static class Chosen {
    @Test
    void greets(TestClient client) {
      client.get("/").send().expectBody("hello");
    }
  }

  @MoltTest(app = Hello.class)
  static class Marked {
    @Test
    @InMemoryOnly
    void in_memory(TestClient client) {
      assertThat(client.transport()).isEqualTo(Transport.IN_MEMORY);
    }

    @Test
    @LiveOnly
    void live(TestClient client) {
      assertThat(client.transport()).isEqualTo(Transport.HTTP_1_1);
    }
  }

  @MoltTest(transports = Transport.IN_MEMORY)
  static class Counting {
    @TestApp
    static App app() {
      int[] count = {0};
      return App.create().get("/", request -> Response.text("" + ++count[0]));
    }

    @Test
    void one(TestClient client) {
      client.get("/").send().expectBody("1");
    }

    @Test
    void another(TestClient client) {
      client.get("/").send().expectBody("1");
    }
  }

  @MoltTest(app = Hello.class)
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class Shared {
    private final Set<TestClient> seen = new HashSet<>();

    @BeforeEach
    void remember(TestClient client) {
      assertThat(seen.add(client)).isTrue();
    }

    @Test
    void one(TestClient client) {
      assertThat(seen).contains(client);
      client.get("/").send().expectBody("hello");
    }

    @Test
    void another(TestClient client) {
      assertThat(seen).contains(client);
      client.get("/").send().expectBody("hello");
    }
  }

  @MoltTest
  static class Untidy {
    @TestApp
    static Handler app() {
      return request -> Mono.never();
    }

    @Test
    void forgets(TestClient client) {
      client.get("/").start();
    }
  }

  @MoltTest
  static class WithoutApp {
    @Test
    void fails(TestClient client) {
      client.get("/").send();
    }
  }

  @MoltTest
  static class WithText {
    @TestApp
    static String app() {
      return "app";
    }

    @Test
    void fails(TestClient client) {
      client.get("/").send();
    }
  }

  @MoltTest
  static class WithInstanceMethod {
    @TestApp
    App app() {
      return new Hello().get();
    }

    @Test
    void fails(TestClient client) {
      client.get("/").send();
    }
  }
}
