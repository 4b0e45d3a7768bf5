package io.molt.web.router;

import io.molt.web.router.PathPattern.CatchAll;
import io.molt.web.router.PathPattern.Constrained;
import io.molt.web.router.PathPattern.Literal;
import io.molt.web.router.PathPattern.Parameter;
import io.molt.web.router.PathPattern.Segment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads a pattern, and says what to write instead when it cannot. */
final class PatternParser {

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
  private static final Pattern WORD = Pattern.compile("[A-Za-z]*");
  private static final String REST = "...";

  private final String text;
  private final Set<String> names = new HashSet<>();

  PatternParser(String text) {
    this.text = text;
  }

  PathPattern parse() {
    if (!text.startsWith("/")) {
      throw error("does not start with a slash", "write /" + text);
    }
    List<String> parts = split();
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      segments.add(segment(parts.get(i), i == parts.size() - 1));
    }
    return new PathPattern(List.copyOf(segments));
  }

  /** Splits at the slashes outside braces: a regular expression may hold slashes and balanced braces. */
  private List<String> split() {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 1;
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (depth < 0) {
        break;
      }
      if (c == '/' && depth == 0) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    if (depth != 0) {
      throw error(
          "has unbalanced braces", "close each { with a }, inside a regular expression too");
    }
    parts.add(text.substring(start));
    return parts;
  }

  private Segment segment(String part, boolean last) {
    if (part.startsWith("{") && part.indexOf('}') >= 0 && closes(part)) {
      return braced(part.substring(1, part.length() - 1), last);
    }
    if (part.indexOf('{') >= 0) {
      throw error(
          "mixes text and a parameter in '" + part + "'",
          "a parameter fills a whole segment: write {name} and take the value apart in the handler");
    }
    return literal(part, last);
  }

  /** Whether the first brace is closed by the last character: {@code {a}{b}} is not one parameter. */
  private static boolean closes(String part) {
    int depth = 0;
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (depth == 0) {
        return i == part.length() - 1;
      }
    }
    return false;
  }

  private Segment braced(String inside, boolean last) {
    int colon = inside.indexOf(':');
    if (colon >= 0) {
      return new Constrained(
          name(inside.substring(0, colon)), constraint(inside.substring(colon + 1)));
    }
    if (!inside.endsWith(REST)) {
      return new Parameter(name(inside));
    }
    if (!last) {
      throw error(
          "has segments after the catch-all {" + inside + "}",
          "a catch-all comes last: nothing is left after it");
    }
    return new CatchAll(name(inside.substring(0, inside.length() - REST.length())));
  }

  private String name(String name) {
    if (name.startsWith("*")) {
      throw error(
          "has a parameter named '" + name + "'",
          "a catch-all is written {" + name.replace("*", "") + "...}");
    }
    if (!NAME.matcher(name).matches()) {
      throw error(
          "has a parameter named '" + name + "'",
          "a name is a letter or _, then letters, digits, _ or -; for an optional segment declare two routes");
    }
    if (!names.add(name)) {
      throw error(
          "has the parameter '" + name + "' twice", "give each parameter a name of its own");
    }
    return name;
  }

  private Constraint constraint(String constraint) {
    return Constraint.BuiltIn.named(constraint).orElseGet(() -> regex(constraint));
  }

  /** A plain word would match only itself: rather a misspelt type than a regular expression. */
  private Constraint regex(String regex) {
    if (WORD.matcher(regex).matches() || regex.equals(REST)) {
      throw error(
          "has the unknown constraint '" + regex + "'",
          "use int, long, uuid, date or a regular expression such as [a-z]+; a catch-all is written {name...}");
    }
    try {
      return RegexConstraint.of(regex);
    } catch (PatternSyntaxException e) {
      throw error("has an invalid regular expression '" + regex + "'", e.getDescription());
    }
  }

  private Segment literal(String part, boolean last) {
    if (part.isEmpty() && !last) {
      throw error("has an empty segment", "write one slash instead of two");
    }
    if (part.equals(".") || part.equals("..")) {
      throw error(
          "has the dot segment '" + part + "'",
          "a path with one never matches: write the path it stands for");
    }
    if (part.startsWith(":")) {
      throw error(
          "has the segment '" + part + "'", "a parameter is written {" + part.substring(1) + "}");
    }
    if (part.startsWith("*")) {
      throw error(
          "has the segment '" + part + "'",
          "one segment is written {name}, the rest of the path {name...}");
    }
    part.chars().forEach(this::requireLiteral);
    return new Literal(part);
  }

  private void requireLiteral(int c) {
    if (c == '%') {
      throw error(
          "has a percent sign",
          "write the character itself: a pattern is compared to the decoded segment");
    }
    if (c == '?' || c == '#') {
      throw error(
          "has the character '" + (char) c + "'",
          "a pattern is a path only, without query and fragment");
    }
    if (Character.isISOControl(c)) {
      throw error("has a control character", "leave it out");
    }
  }

  private IllegalArgumentException error(String what, String fix) {
    return new IllegalArgumentException("pattern " + text + " " + what + " (" + fix + ")");
  }
}
