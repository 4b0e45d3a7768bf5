package io.molt.web.router;

import io.molt.web.router.Explanation.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Tells the story of one match, by watching the walk that the match itself makes. */
final class Explainer<T> implements Observer<T> {

  private static final int SHOWN_LITERALS = 10;

  private final Router<T> router;
  private final Node<T> root;
  private final String method;
  private final String path;
  private final List<Step> steps = new ArrayList<>();
  private final List<String> hints = new ArrayList<>();

  Explainer(Router<T> router, Node<T> root, String method, String path) {
    this.router = router;
    this.root = root;
    this.method = method;
    this.path = path;
  }

  Explanation explain() {
    Outcome<T> outcome = router.match(method, path);
    if (!path.startsWith("/")) {
      hints.add("no slash at the start: such a path matches nothing");
    } else if (Segments.hasDots(path)) {
      hints.add("dot segment: a path with . or .. matches nothing and is never normalised");
    } else if (!(outcome instanceof Outcome.Malformed)) {
      root.find(method, path, 1, this);
      hintAtTrailingSlash(outcome);
    }
    return new Explanation(method, path, describe(outcome), steps, hints);
  }

  @Override
  public void literal(Node<T> node, int start, boolean matched) {
    Collection<String> texts = node.literals().entries().keySet();
    if (matched) {
      step(start, "literal", quoted(start) + " matches");
    } else if (!texts.isEmpty()) {
      step(start, "literal", quoted(start) + " is none of " + shorten(texts));
    }
  }

  @Override
  public void constraint(Constraint constraint, int start, boolean matched) {
    step(
        start,
        "{:" + constraint.text() + "}",
        quoted(start) + (matched ? " is " : " is not ") + constraint.noun());
  }

  @Override
  public void parameter(int start) {
    step(start, "{}", "takes " + quoted(start));
  }

  @Override
  public void catchAll(int start) {
    step(start, "{...}", "takes the rest, '" + path.substring(start) + "'");
  }

  @Override
  public void leaf(Leaf<T> leaf, int start, boolean matched) {
    if (matched) {
      step(start, "end of path", "a route has the method " + method);
    } else if (leaf.isEmpty()) {
      step(start, "end of path", "no route ends here");
    } else {
      step(
          start,
          "end of path",
          "matched by path, but only for " + String.join(", ", leaf.methods()));
    }
  }

  private void hintAtTrailingSlash(Outcome<T> outcome) {
    String other = path.endsWith("/") ? path.substring(0, path.length() - 1) : path + "/";
    if (outcome instanceof Outcome.NotFound
        && !(router.match(method, other) instanceof Outcome.NotFound)) {
      hints.add("trailing slash: " + other + " exists");
    }
    if (path.contains("//")) {
      hints.add("empty segment: only a catch-all matches one");
    }
  }

  private void step(int start, String tried, String result) {
    int segment = (int) path.substring(0, Math.min(start, path.length()))
        .chars()
        .filter(c -> c == '/')
        .count();
    steps.add(new Step(start > path.length() ? segment + 1 : segment, tried, result));
  }

  /** As it came: a decoded line feed would forge a line in a log. */
  private String quoted(int start) {
    return "'" + path.substring(start, Segments.end(path, start)) + "'";
  }

  private static String shorten(Collection<String> texts) {
    String shown = String.join(
        ", ", texts.stream().limit(SHOWN_LITERALS).map(text -> "'" + text + "'").toList());
    return texts.size() > SHOWN_LITERALS
        ? shown + " and " + (texts.size() - SHOWN_LITERALS) + " more"
        : shown;
  }

  private String describe(Outcome<T> outcome) {
    if (outcome instanceof Outcome.Found<T> found) {
      return "found: " + found.route().describe()
          + (found.params().size() == 0 ? "" : " " + found.params());
    }
    if (outcome instanceof Outcome.MethodNotAllowed<T> refused) {
      return "method not allowed: only " + String.join(", ", refused.allowed());
    }
    return outcome instanceof Outcome.Malformed<T> malformed
        ? "malformed: " + malformed.reason()
        : "not found";
  }
}
