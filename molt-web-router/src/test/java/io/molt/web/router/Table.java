package io.molt.web.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;

/** Routes in, rows of request and expected outcome: the outcome is written as the one line of {@link #text}. */
final class Table {

  private final Router<String> router;

  private Table(Router<String> router) {
    this.router = router;
  }

  static Table of(String... routes) {
    return new Table(router(routes));
  }

  /** Each route is "METHOD /pattern" or "METHOD /pattern @origin"; its value is its pattern. */
  static Router<String> router(String... routes) {
    Router.Builder<String> builder = Router.builder();
    for (String route : routes) {
      String[] parts = route.split(" ", 2);
      String[] declared = parts[1].split(" @", 2);
      builder.add(parts[0], declared[0], declared[0], declared.length > 1 ? declared[1] : "");
    }
    return builder.build();
  }

  Table row(String request, String expected) {
    String[] parts = request.split(" ", 2);
    assertThat(text(router.match(parts[0], parts[1]))).as(request).isEqualTo(expected);
    return this;
  }

  static String text(Outcome<?> outcome) {
    if (outcome instanceof Outcome.Found<?> found) {
      assertThat(found.route().value()).isEqualTo(found.route().pattern());
      assertThat(found.params().names()).isEqualTo(found.route().parameterNames());
      return found.route().method() + " " + found.route().pattern() + values(found.params());
    }
    if (outcome instanceof Outcome.MethodNotAllowed<?> refused) {
      return "405 " + String.join(",", refused.allowed());
    }
    return outcome instanceof Outcome.Malformed<?> ? "400" : "404";
  }

  private static String values(PathParams params) {
    return params.names().stream()
        .map(name -> " " + name + "=" + params.get(name))
        .collect(Collectors.joining());
  }
}
