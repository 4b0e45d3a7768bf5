package io.molt.web.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouterTest {

  @Test
  void routes_are_listed_in_order_of_declaration() {
    Router<Integer> router = Router.<Integer>builder()
        .add("GET", "/z", 1)
        .add("POST", "/a", 2, "A.java:1")
        .add("GET", "/{x}", 3)
        .build();
    assertThat(router.routes())
        .containsExactly(
            new Route<>("GET", "/z", 1, ""),
            new Route<>("POST", "/a", 2, "A.java:1"),
            new Route<>("GET", "/{x}", 3, ""));
    assertThatThrownBy(() -> router.routes().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void a_router_does_not_change_when_its_builder_goes_on() {
    Router.Builder<String> builder = Router.<String>builder().add("GET", "/a", "a");
    Router<String> before = builder.build();
    Router<String> after = builder.add("POST", "/a", "b").add("GET", "/c", "c").build();
    assertThat(before.routes()).hasSize(1);
    assertThat(before.match("GET", "/c")).isEqualTo(new Outcome.NotFound<>());
    assertThat(before.match("POST", "/a"))
        .isEqualTo(new Outcome.MethodNotAllowed<>(List.of("GET")));
    assertThat(after.match("GET", "/c")).isInstanceOf(Outcome.Found.class);
  }

  @Test
  void a_literal_match_is_always_the_same_object() {
    Router<String> router = Table.router("GET /a/b", "GET /a/{x}");
    assertThat(router.match("GET", "/a/b")).isSameAs(router.match("GET", "/%61/b"));
    assertThat(router.match("GET", "/a/b"))
        .isEqualTo(new Outcome.Found<>(router.routes().get(0), PathParams.empty()));
  }

  @Test
  void a_found_route_is_the_declared_object_with_its_origin() {
    Router<String> router = Table.router("GET /a/{x} @A.java:7");
    Outcome<String> outcome = router.match("GET", "/a/1");
    assertThat(outcome).isInstanceOfSatisfying(Outcome.Found.class, found -> {
      assertThat(found.route()).isSameAs(router.routes().get(0));
      assertThat(found.route().origin()).isEqualTo("A.java:7");
    });
  }

  @Test
  void allowed_methods_are_sorted_and_immutable_whoever_makes_them() {
    List<String> given = new ArrayList<>(List.of("PUT", "GET", "PUT"));
    Outcome.MethodNotAllowed<String> outcome = new Outcome.MethodNotAllowed<>(given);
    given.clear();
    assertThat(outcome.allowed()).containsExactly("GET", "PUT");
    assertThatThrownBy(() -> outcome.allowed().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void a_malformed_outcome_names_the_place_but_never_echoes_the_path() {
    Router<String> router = Table.router("GET /{x}");
    assertThat(router.match("GET", "/secret%zz"))
        .isEqualTo(new Outcome.Malformed<>(
            "percent sign at index 7 is not followed by two hexadecimal digits"));
    assertThat(router.match("GET", "/secret%C3%28"))
        .isEqualTo(new Outcome.Malformed<>("percent-escapes at index 7 are not UTF-8"));
    assertThat(router.match("GET", "/secret%E0%80%AF"))
        .isEqualTo(new Outcome.Malformed<>("percent-escapes at index 7 are not UTF-8"));
    assertThat(router.match("GET", "/secret%F4%90%80%80"))
        .isEqualTo(new Outcome.Malformed<>("percent-escapes at index 7 are not UTF-8"));
  }

  @Test
  void patterns_have_the_same_shape_when_only_names_differ() {
    assertThat(Router.shapeOf("/a/{x}/{n:long}/{r...}"))
        .isEqualTo(Router.shapeOf("/a/{y}/{m:long}/{s...}"));
    assertThat(Router.shapeOf("/a/{x}")).isNotEqualTo(Router.shapeOf("/a/{x}/"));
    assertThat(Router.shapeOf("/a/{x}")).isNotEqualTo(Router.shapeOf("/a/{x:int}"));
    assertThat(Router.shapeOf("/a/{x:[a-z]}")).isNotEqualTo(Router.shapeOf("/a/{x:[a-y]}"));
    assertThat(Router.shapeOf("/a/{x}")).isNotEqualTo(Router.shapeOf("/a/x"));
    assertThatThrownBy(() -> Router.shapeOf("a")).isInstanceOf(IllegalArgumentException.class);
  }
}
