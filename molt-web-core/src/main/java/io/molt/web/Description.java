package io.molt.web;

import io.molt.web.http.Middleware;
import java.util.ArrayList;
import java.util.List;

/** Makes the rows of the route table from the recipe, before or after it is built. */
final class Description {
  private Description() {}

  static List<RouteTable.Row> rows(Recipe recipe, List<String> outer) {
    List<String> around = join(outer, recipe.root().own());
    List<RouteTable.Row> rows = new ArrayList<>();
    recipe.entries().forEach(entry -> rows.addAll(rows(entry, around)));
    return rows;
  }

  private static List<RouteTable.Row> rows(Recipe.Entry entry, List<String> around) {
    return entry instanceof Mounted mounted
        ? below(mounted, around)
        : List.of(row((Declared) entry, around));
  }

  private static RouteTable.Row row(Declared route, List<String> around) {
    return new RouteTable.Row(
        route.method().name(),
        route.pattern(),
        join(around, route.middleware()),
        route.options().texts(),
        route.origin());
  }

  private static List<RouteTable.Row> below(Mounted mounted, List<String> around) {
    List<String> outer = join(around, mounted.middleware());
    return rows(mounted.app().recipe(), List.of()).stream()
        .map(row -> row.below(mounted.prefix(), outer))
        .toList();
  }

  private static List<String> join(List<String> names, List<Middleware> more) {
    List<String> all = new ArrayList<>(names);
    more.forEach(middleware -> all.add(middleware.name()));
    return all;
  }
}
