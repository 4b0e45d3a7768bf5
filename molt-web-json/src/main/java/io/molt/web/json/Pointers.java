package io.molt.web.json;

import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** JSON pointers (RFC 6901). */
final class Pointers {
  private Pointers() {}

  static String of(List<JacksonException.Reference> path) {
    StringBuilder pointer = new StringBuilder();
    for (JacksonException.Reference step : path) {
      String name = step.getPropertyName();
      append(pointer, name != null ? name : Integer.toString(step.getIndex()));
    }
    return pointer.toString();
  }

  /** Returns the pointer of an element or member of what {@code pointer} points at. */
  static String child(String pointer, @Nullable Object step) {
    StringBuilder child = new StringBuilder(pointer);
    append(child, String.valueOf(step));
    return child.toString();
  }

  static String of(Path path) {
    StringBuilder pointer = new StringBuilder();
    for (Path.Node node : path) {
      appendPlace(pointer, node);
      if (node.getKind() == ElementKind.PROPERTY && node.getName() != null) {
        append(pointer, node.getName());
      }
    }
    return pointer.toString();
  }

  /** Appends where in its container a node stands; a set has no such place, nor has an Optional. */
  private static void appendPlace(StringBuilder pointer, Path.Node node) {
    if (node.getIndex() != null) {
      append(pointer, node.getIndex().toString());
    } else if (node.getKey() != null) {
      append(pointer, node.getKey().toString());
    }
  }

  private static void append(StringBuilder pointer, String token) {
    pointer.append('/').append(token.replace("~", "~0").replace("/", "~1"));
  }
}
