package io.molt.web;

import io.molt.web.http.Method;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.router.Explanation;
import io.molt.web.router.Outcome;
import io.molt.web.router.PathParams;
import io.molt.web.router.Router;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * The apps below prefixes. A mounted app owns everything below its prefix; prefixes are matched like routes, by a method
 * that no request is asked for, so that they may have parameters.
 */
final class Mounts {
  private static final String ANY = "ANY";
  private static final String REST = "_rest";

  private record Target(String prefix, App app, Chain.Link link) {}

  private final Router<Target> router;

  private Mounts(Router<Target> router) {
    this.router = router;
  }

  static @Nullable Mounts of(List<Mounted> mounted, Chain chains) {
    if (mounted.isEmpty()) {
      return null;
    }
    Router.Builder<Target> builder = Router.builder();
    for (Mounted mount : mounted) {
      Target target = new Target(
          mount.prefix(),
          mount.app(),
          chains.compose(mount.middleware(), chains.end(mount.app().build())));
      builder.add(ANY, mount.prefix(), target, mount.origin());
      builder.add(ANY, mount.prefix() + "/{" + REST + "...}", target, mount.origin());
    }
    return new Mounts(builder.build());
  }

  /** Returns the answer of the app that owns the path, or null if none does. */
  @Nullable Publisher<Response> dispatch(Request request, String path) {
    if (!(router.match(ANY, path) instanceof Outcome.Found<Target> found)) {
      return null;
    }
    Target target = found.route().value();
    PathParams params = found.params();
    String rest = params.raw(REST);
    String prefix = request.pattern().orElse("") + target.prefix();
    return target
        .link()
        .handle(request.mounted(prefix, params.without(REST), rest == null ? "/" : "/" + rest));
  }

  /** Returns why the app that owns the path leads where it does, or null if none owns it. */
  @Nullable Explanation explain(Method method, String path) {
    if (!(router.match(ANY, path) instanceof Outcome.Found<Target> found)) {
      return null;
    }
    Target target = found.route().value();
    String rest = found.params().raw(REST);
    Explanation below = target.app().explain(method, rest == null ? "/" : "/" + rest);
    int taken = (int) target.prefix().chars().filter(c -> c == '/').count();
    List<Explanation.Step> steps = below.steps().stream()
        .map(step -> new Explanation.Step(step.segment() + taken, step.tried(), step.result()))
        .toList();
    String outcome = "in the app mounted at " + target.prefix() + ": " + below.outcome();
    return new Explanation(method.name(), path, outcome, steps, below.hints());
  }

  /** Returns whether a route of that pattern could never be reached. */
  boolean owns(String pattern) {
    return router.match(ANY, pattern) instanceof Outcome.Found;
  }
}
