package io.molt.web.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PathParamsTest {

  @Test
  void a_value_is_there_decoded_and_raw() {
    PathParams params = params("/{a}/{rest...}", "/x%20y/p%2Fq/r");
    assertThat(params.get("a")).isEqualTo("x y");
    assertThat(params.raw("a")).isEqualTo("x%20y");
    assertThat(params.get("rest")).isEqualTo("p/q/r");
    assertThat(params.raw("rest")).isEqualTo("p%2Fq/r");
    assertThat(params.get("b")).isNull();
    assertThat(params.raw("b")).isNull();
  }

  @Test
  void names_and_map_are_in_the_order_of_the_pattern() {
    PathParams params = params("/{z}/{a}/{m...}", "/1/2/3/4");
    assertThat(params.names()).containsExactly("z", "a", "m");
    assertThat(params.size()).isEqualTo(3);
    assertThat(params.toMap())
        .containsExactly(Map.entry("z", "1"), Map.entry("a", "2"), Map.entry("m", "3/4"));
    assertThat(params).hasToString("{z=1, a=2, m=3/4}");
  }

  @Test
  void a_parameter_can_be_left_out() {
    PathParams params = params("/{z}/{a}/{m...}", "/1/2/3/4");
    assertThat(params.without("m").toMap())
        .containsExactly(Map.entry("z", "1"), Map.entry("a", "2"));
    assertThat(params.without("z").get("a")).isEqualTo("2");
    assertThat(params.without("other")).isSameAs(params);
  }

  @Test
  void the_empty_instance_has_nothing() {
    assertThat(PathParams.empty().names()).isEmpty();
    assertThat(PathParams.empty().size()).isZero();
    assertThat(PathParams.empty().toMap()).isEmpty();
    assertThat(PathParams.empty().get("a")).isNull();
  }

  @Test
  void the_inner_router_adds_to_the_outer_and_wins() {
    PathParams both =
        params("/{tenant}/{id}/{rest...}", "/t%31/outer/x/y").and(params("/{x}/{id}", "/x/y"));
    assertThat(both.names()).containsExactly("tenant", "id", "rest", "x");
    assertThat(both.size()).isEqualTo(4);
    assertThat(both.get("id")).isEqualTo("y");
    assertThat(both.get("tenant")).isEqualTo("t1");
    assertThat(both.raw("tenant")).isEqualTo("t%31");
    assertThat(both.toMap())
        .containsExactly(
            Map.entry("tenant", "t1"),
            Map.entry("id", "y"),
            Map.entry("rest", "x/y"),
            Map.entry("x", "x"));
  }

  @Test
  void adding_is_associative() {
    PathParams a = params("/{x}/{a}", "/1/1");
    PathParams b = params("/{x}/{b}", "/2/2");
    PathParams c = params("/{x}/{c}", "/3/3");
    assertThat(a.and(b).and(c)).isEqualTo(a.and(b.and(c)));
    assertThat(a.and(b.and(c)).toMap()).isEqualTo(Map.of("x", "3", "a", "1", "b", "2", "c", "3"));
    assertThat(a.and(b.and(c)).names()).containsExactly("x", "a", "b", "c");
  }

  @Test
  void adding_nothing_changes_nothing() {
    PathParams a = params("/{x}", "/1");
    assertThat(a.and(PathParams.empty())).isSameAs(a);
    assertThat(PathParams.empty().and(a)).isSameAs(a);
  }

  @Test
  void equality_is_of_names_and_raw_values() {
    assertThat(params("/{x}", "/1"))
        .isEqualTo(params("/a/{x}", "/a/1"))
        .hasSameHashCodeAs(params("/a/{x}", "/a/1"))
        .isNotEqualTo(params("/{x}", "/%31"))
        .isNotEqualTo(params("/{y}", "/1"))
        .isNotEqualTo("1");
  }

  @Test
  void everything_handed_out_is_immutable() {
    PathParams params = params("/{x}", "/1").and(params("/{y}", "/2"));
    assertThatThrownBy(() -> params.names().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> params.toMap().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> params("/{x}", "/1").names().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private static PathParams params(String pattern, String path) {
    Outcome<String> outcome = Table.router("GET " + pattern).match("GET", path);
    assertThat(outcome).isInstanceOf(Outcome.Found.class);
    return ((Outcome.Found<String>) outcome).params();
  }
}
