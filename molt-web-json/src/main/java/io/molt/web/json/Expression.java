package io.molt.web.json;

import jakarta.validation.MessageInterpolator;
import java.util.Map;

/**
 * The value of an expression in a constraint message, such as {@code ${inclusive == true ? 'or equal to ' : ''}}.
 *
 * <p>Understands what the built-in messages are made of and no more: attributes of the constraint, {@code validatedValue},
 * quoted text, {@code +=}, {@code ==}, {@code &&} and the conditional. It calls nothing, so a message can do no harm.
 * What it does not understand stays as it is.
 */
final class Expression {
  private final String term;
  private final String text;
  private final Map<String, Object> attributes;
  private final Object validated;
  private int at;

  Expression(MessageInterpolator.Context context, String term) {
    this.term = term;
    this.text = term.substring(2, term.length() - 1);
    this.attributes = context.getConstraintDescriptor().getAttributes();
    this.validated = String.valueOf(context.getValidatedValue());
  }

  String value() {
    try {
      String value = choice();
      return at == text.length() ? value : term;
    } catch (IllegalArgumentException unknown) {
      return term;
    }
  }

  private String choice() {
    int start = at;
    if (!isCondition()) {
      at = start;
      return concatenation();
    }
    at = start;
    boolean holds = condition();
    expect("?");
    String first = concatenation();
    expect(":");
    String second = choice();
    return holds ? first : second;
  }

  private boolean isCondition() {
    operand();
    return accept("==");
  }

  private boolean condition() {
    boolean holds = comparison();
    while (accept("&&")) {
      holds &= comparison();
    }
    return holds;
  }

  private boolean comparison() {
    String left = operand();
    expect("==");
    return left.equals(operand());
  }

  private String concatenation() {
    StringBuilder joined = new StringBuilder(operand());
    while (accept("+=")) {
      joined.append(operand());
    }
    return joined.toString();
  }

  private String operand() {
    skipSpace();
    return at < text.length() && text.charAt(at) == '\'' ? quoted() : named();
  }

  private String quoted() {
    int end = text.indexOf('\'', at + 1);
    if (end < 0) {
      throw unknown();
    }
    String quoted = text.substring(at + 1, end);
    at = end + 1;
    return quoted;
  }

  private String named() {
    int start = at;
    while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
      at++;
    }
    return value(text.substring(start, at));
  }

  private String value(String name) {
    if (name.equals("true") || name.equals("false") || name.matches("\\d+")) {
      return name;
    }
    Object value = name.equals("validatedValue") ? validated : attributes.get(name);
    if (value == null) {
      throw unknown();
    }
    return value.toString();
  }

  private boolean accept(String operator) {
    skipSpace();
    if (!text.startsWith(operator, at)) {
      return false;
    }
    at += operator.length();
    return true;
  }

  private void expect(String operator) {
    if (!accept(operator)) {
      throw unknown();
    }
  }

  private void skipSpace() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private IllegalArgumentException unknown() {
    return new IllegalArgumentException(term);
  }
}
