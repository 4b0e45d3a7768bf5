package io.molt.web.router;

import java.util.List;

/**
 * Why a method and a path matched a route, or did not. For people: a debug page, a log line, a test's failure message. The
 * wording may change between releases; program against {@link Outcome}.
 *
 * @param method the method that was asked for
 * @param path the raw path that was asked for
 * @param outcome the answer of {@link Router#match} in words, such as
 *     {@code found: GET /users/{id} (UserRoutes.java:42) {id=5}}
 * @param steps what was tried, in the order of precedence; immutable
 * @param hints what the caller may have meant, such as {@code trailing slash: /users exists}; immutable
 */
public record Explanation(
    String method, String path, String outcome, List<Step> steps, List<String> hints) {

  /** Copies the lists. */
  public Explanation {
    steps = List.copyOf(steps);
    hints = List.copyOf(hints);
  }

  /**
   * One thing that was tried.
   *
   * @param segment the number of the path's segment, from 1; one more than there are segments at the end of the path
   * @param tried what the segment met: a literal, {@code {:long}}, {@code {}}, {@code {...}} or {@code end of path}
   * @param result what came of it, such as {@code 'abc' is not a long}
   */
  public record Step(int segment, String tried, String result) {

    /** Returns the step as a line, such as {@code segment 2, {:long}: 'abc' is not a long}. */
    @Override
    public String toString() {
      return "segment " + segment + ", " + tried + ": " + result;
    }
  }

  /** Returns the whole explanation, one step on each line. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder()
        .append(method)
        .append(' ')
        .append(path)
        .append(" -> ")
        .append(outcome);
    steps.forEach(step -> text.append("\n  ").append(step));
    hints.forEach(hint -> text.append("\n  hint: ").append(hint));
    return text.toString();
  }
}
