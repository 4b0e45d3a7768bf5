package io.molt.web.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Holds the trie against a linear matcher that knows neither trie nor backtracking, on random routes and paths. */
class RouterOracleTest {

  private static final int ROUTE_SETS = 200;
  private static final int PATHS = 100;
  private static final List<String> PATTERN_SEGMENTS =
      List.of("a", "b", "7", "{}", "{}", "{:int}", "{:long}", "{:[a-z]+}");
  private static final List<String> PATH_SEGMENTS = List.of(
      "a",
      "b",
      "7",
      "77",
      "3000000000",
      "zz",
      "a",
      "b",
      "%61",
      "%37",
      "a%2Fb",
      "x+y",
      "",
      "",
      ".",
      "%2e%2E");
  private static final List<String> METHODS = List.of("GET", "POST", "PUT");

  @RepeatedTest(10)
  void the_trie_and_a_linear_scan_agree(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    for (int i = 0; i < ROUTE_SETS; i++) {
      Router<String> router = randomRouter(random);
      for (int j = 0; j < PATHS; j++) {
        String method = pick(METHODS, random);
        String path = randomPath(random);
        assertThat(Table.text(router.match(method, path)))
            .as(() -> method + " " + path + "\n" + router.dump())
            .isEqualTo(scan(router.routes(), method, path));
      }
    }
  }

  @RepeatedTest(10)
  void every_route_of_a_router_that_builds_can_be_reached(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    for (int i = 0; i < ROUTE_SETS; i++) {
      Router<String> router = randomRouter(random);
      for (Route<String> route : router.routes()) {
        assertThat(router.match(route.method(), pathOnlyFor(route)))
            .as(() -> route + "\n" + router.dump())
            .isInstanceOfSatisfying(
                Outcome.Found.class, found -> assertThat(found.route()).isSameAs(route));
      }
    }
  }

  @RepeatedTest(10)
  void a_route_refused_as_unreachable_never_wins_a_linear_scan(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    int refused = 0;
    for (int i = 0; i < ROUTE_SETS; i++) {
      List<Route<String>> routes = new ArrayList<>(randomRouter(random).routes());
      routes.add(randomRoute(random));
      for (Route<String> unreachable : unreachable(routes)) {
        refused++;
        for (int j = 0; j < PATHS; j++) {
          assertThat(winner(routes, unreachable.method(), randomPath(random)))
              .as(() -> routes.toString())
              .isNotSameAs(unreachable);
        }
      }
    }
    assertThat(refused).isPositive();
  }

  @RepeatedTest(3)
  void an_explanation_tells_the_outcome_of_the_match(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    for (int i = 0; i < ROUTE_SETS; i++) {
      Router<String> router = randomRouter(random);
      for (int j = 0; j < PATHS / 10; j++) {
        String method = pick(METHODS, random);
        String path = randomPath(random);
        Outcome<String> outcome = router.match(method, path);
        Explanation explanation = router.explain(method, path);
        assertThat(explanation.outcome()).startsWith(word(outcome));
        assertThat(explanation.steps().stream()
                .anyMatch(step -> step.result().startsWith("a route has")))
            .isEqualTo(outcome instanceof Outcome.Found);
      }
    }
  }

  private static String word(Outcome<?> outcome) {
    return outcome instanceof Outcome.Found
        ? "found"
        : outcome instanceof Outcome.NotFound ? "not found" : "method";
  }

  // The oracle: of all routes that match, the one whose segments rank lowest, from left to right.

  private static String scan(List<Route<String>> routes, String method, String path) {
    List<Route<String>> matching =
        routes.stream().filter(route -> matches(route, path)).toList();
    List<String> allowed =
        matching.stream().map(Route::method).collect(Collectors.toCollection(TreeSet::new)).stream()
            .toList();
    Route<String> winner = winner(routes, method, path);
    return winner != null
        ? answer(winner, path)
        : allowed.isEmpty() ? "404" : "405 " + String.join(",", allowed);
  }

  private static @Nullable Route<String> winner(
      List<Route<String>> routes, String method, String path) {
    return routes.stream()
        .filter(route -> route.method().equals(method) && matches(route, path))
        .min(Comparator.comparing(route -> rank(routes, route)))
        .orElse(null);
  }

  private static boolean matches(Route<?> route, String path) {
    List<String> wanted = split(route.pattern());
    List<String> given = split(path);
    if (given.stream()
        .map(RouterOracleTest::decode)
        .anyMatch(s -> s.equals(".") || s.equals(".."))) {
      return false;
    }
    boolean rest = route.pattern().endsWith("...}");
    int fixed = rest ? wanted.size() - 1 : wanted.size();
    if (rest ? given.size() <= fixed : given.size() != fixed) {
      return false;
    }
    for (int i = 0; i < fixed; i++) {
      if (!segmentMatches(shape(wanted.get(i)), decode(given.get(i)))) {
        return false;
      }
    }
    return true;
  }

  private static boolean segmentMatches(String shape, String value) {
    return switch (shape) {
      case "{}" -> !value.isEmpty();
      case "{:int}" -> value.matches("-?[0-9]{1,9}");
      case "{:long}" -> value.matches("-?[0-9]{1,18}");
      case "{:[a-z]+}" -> value.matches("[a-z]+");
      default -> shape.equals(value);
    };
  }

  /** Constraints rank by the first route that has the same constraint after the same segments. */
  private static String rank(List<Route<String>> routes, Route<String> route) {
    StringBuilder rank = new StringBuilder();
    List<String> shapes = shapes(route);
    for (int i = 0; i < shapes.size(); i++) {
      List<String> prefix = shapes.subList(0, i + 1);
      int first = 0;
      while (!startsWith(shapes(routes.get(first)), prefix)) {
        first++;
      }
      String shape = shapes.get(i);
      rank.append(
          shape.equals("{}")
              ? 'c'
              : shape.equals("{...}") ? 'd' : shape.startsWith("{") ? "b" + (char) first : "a");
    }
    return rank.toString();
  }

  private static boolean startsWith(List<String> shapes, List<String> prefix) {
    return shapes.size() >= prefix.size() && shapes.subList(0, prefix.size()).equals(prefix);
  }

  private static String answer(Route<?> route, String path) {
    StringBuilder answer = new StringBuilder(route.method()).append(' ').append(route.pattern());
    List<String> wanted = split(route.pattern());
    List<String> given = split(path);
    for (int i = 0; i < wanted.size(); i++) {
      String segment = wanted.get(i);
      if (segment.endsWith("...}")) {
        answer
            .append(' ')
            .append(name(segment))
            .append('=')
            .append(decode(String.join("/", given.subList(i, given.size()))));
      } else if (segment.startsWith("{")) {
        answer.append(' ').append(name(segment)).append('=').append(decode(given.get(i)));
      }
    }
    return answer.toString();
  }

  private static List<String> shapes(Route<?> route) {
    return split(route.pattern()).stream().map(RouterOracleTest::shape).toList();
  }

  private static String shape(String segment) {
    return segment.replaceAll("\\{p[0-9]+", "{");
  }

  private static String name(String segment) {
    return segment.replaceAll("[{}]|:.*|\\.\\.\\.", "");
  }

  private static List<String> split(String path) {
    return List.of(path.substring(1).split("/", -1));
  }

  private static String decode(String raw) {
    return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  // Random routes and paths.

  private static Router<String> randomRouter(Random random) {
    List<Route<String>> routes = new ArrayList<>();
    int size = 1 + random.nextInt(12);
    for (int i = 0; i < size; i++) {
      routes.add(randomRoute(random));
      if (!builds(routes)) {
        routes.remove(routes.size() - 1);
      }
    }
    return build(routes);
  }

  private static Route<String> randomRoute(Random random) {
    StringBuilder pattern = new StringBuilder();
    int depth = random.nextInt(5);
    for (int i = 0; i < depth; i++) {
      pattern.append('/').append(pick(PATTERN_SEGMENTS, random).replaceFirst("\\{", "{p" + i));
    }
    int end = random.nextInt(10);
    String text = pattern + (end < 2 ? "/{p9...}" : end < 4 || depth == 0 ? "/" : "");
    return new Route<>(pick(METHODS, random), text, text, "");
  }

  private static boolean builds(List<Route<String>> routes) {
    try {
      return build(routes).routes().size() == routes.size();
    } catch (RouteConflictException e) {
      return false;
    }
  }

  /** Routes get their index as their origin, so that a message tells which of two equal ones it means. */
  private static List<Route<String>> unreachable(List<Route<String>> routes) {
    Router.Builder<String> builder = Router.builder();
    for (int i = 0; i < routes.size(); i++) {
      Route<String> route = routes.get(i);
      builder.add(route.method(), route.pattern(), route.value(), "#" + i);
    }
    try {
      builder.build();
      return List.of();
    } catch (RouteConflictException e) {
      return e.getMessage()
          .lines()
          .map(line -> line.replaceAll(".*? \\(#(\\d+)\\) can never match: .*", "$1"))
          .map(index -> routes.get(Integer.parseInt(index)))
          .toList();
    }
  }

  private static Router<String> build(List<Route<String>> routes) {
    Router.Builder<String> builder = Router.builder();
    routes.forEach(route -> builder.add(route.method(), route.pattern(), route.value()));
    return builder.build();
  }

  private static String randomPath(Random random) {
    int depth = 1 + random.nextInt(5);
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < depth; i++) {
      // Dots and empty segments would end most long paths, so they are rarer than their share.
      int among = random.nextInt(4) == 0 ? PATH_SEGMENTS.size() : 9;
      path.append('/').append(PATH_SEGMENTS.get(random.nextInt(among)));
    }
    return path.toString();
  }

  /** A path whose every segment is as special as the pattern allows: nothing narrower takes it. */
  private static String pathOnlyFor(Route<?> route) {
    return route
        .pattern()
        .replaceAll("\\{p[0-9]:int}", "77")
        .replaceAll("\\{p[0-9]:long}", "3000000000")
        .replaceAll("\\{p[0-9]:\\[a-z]\\+}", "zz")
        .replaceAll("\\{p[0-9]\\.\\.\\.}", "/")
        .replaceAll("\\{p[0-9]}", "Z-9");
  }

  private static <E> E pick(List<E> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }
}
