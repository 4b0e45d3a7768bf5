package io.molt.web;

import java.lang.StackWalker.StackFrame;
import java.util.Set;

/** Where in the user's code a route was declared. */
final class Origin {
  private static final Set<String> OURS = Set.of(
      Origin.class.getName(),
      Scope.class.getName(),
      App.class.getName(),
      Group.class.getName(),
      Routes.class.getName());

  private Origin() {}

  /** Returns file and line of the first caller outside the classes that routes are written into. */
  static String ofCaller() {
    return StackWalker.getInstance()
        .walk(frames ->
            frames.filter(frame -> !OURS.contains(frame.getClassName())).findFirst())
        .map(Origin::text)
        .orElse("");
  }

  private static String text(StackFrame frame) {
    String file = frame.getFileName();
    return (file == null ? frame.getClassName() : file) + ":" + frame.getLineNumber();
  }
}
