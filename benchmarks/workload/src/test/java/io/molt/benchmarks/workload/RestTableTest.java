package io.molt.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RestTableTest {
  private static final List<Route> ROUTES = RestTable.routes();

  @Test
  void table_has_203_routes_and_none_twice() {
    assertThat(ROUTES)
        .hasSize(203)
        .extracting(route -> route.method() + " " + route.pattern())
        .doesNotHaveDuplicates();
  }

  @Test
  void first_route_that_matches_a_target_is_its_own() {
    assertThat(ROUTES).allSatisfy(route -> assertThat(first(route)).isEqualTo(route));
  }

  @Test
  void id_is_what_the_last_parameter_stands_for() {
    assertThat(ROUTES).filteredOn(Route::hasParameter).hasSizeGreaterThan(100).allSatisfy(route -> {
      int begin = route.pattern().lastIndexOf('{');
      String after = route.pattern().substring(route.pattern().lastIndexOf('}') + 1);
      assertThat(route.pattern().substring(begin + 1)).startsWith(route.parameter() + "}");
      assertThat(route.target()).endsWith("/" + route.id() + after);
    });
  }

  @Test
  void route_without_a_parameter_is_its_own_target() {
    assertThat(ROUTES)
        .filteredOn(route -> !route.hasParameter())
        .hasSizeGreaterThan(10)
        .allSatisfy(route -> {
          assertThat(route.target()).isEqualTo(route.pattern());
          assertThat(route.id()).isEqualTo("-");
        });
  }

  private static Route first(Route asked) {
    return ROUTES.stream()
        .filter(route -> route.method().equals(asked.method()))
        .filter(route ->
            Pattern.matches(route.pattern().replaceAll("\\{\\w+}", "[^/]+"), asked.target()))
        .findFirst()
        .orElseThrow();
  }
}
