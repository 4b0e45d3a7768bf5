package io.molt.web.json;

import org.jspecify.annotations.Nullable;

/** Finds the elements of one JSON array. */
final class ArraySplitter extends Splitter {
  private enum Phase {
    BEFORE_ARRAY,
    FIRST_OR_END,
    ELEMENT,
    WITHIN_TEXT,
    WITHIN_SCALAR,
    COMMA_OR_END,
    AFTER_ARRAY
  }

  private Phase phase = Phase.BEFORE_ARRAY;
  private long index = -1;
  private int depth;
  private boolean quoted;
  private boolean escaped;

  ArraySplitter(int maxElement) {
    super(maxElement);
  }

  @Override
  Found seek() {
    while (!isWithin() && at < limit) {
      byte b = bytes[at];
      if (isBlank(b)) {
        at++;
      } else {
        meet(b);
      }
    }
    return isWithin() ? Found.ELEMENT : finished ? end() : Found.NEED_BYTES;
  }

  @Override
  @Nullable Element take() {
    if (phase == Phase.WITHIN_SCALAR ? skipScalar() : skipText()) {
      phase = Phase.COMMA_OR_END;
      return end(index);
    }
    if (finished) {
      throw tooEarly();
    }
    keep();
    return null;
  }

  private boolean isWithin() {
    return phase == Phase.WITHIN_TEXT || phase == Phase.WITHIN_SCALAR;
  }

  private void meet(byte b) {
    switch (phase) {
      case BEFORE_ARRAY -> open(b);
      case FIRST_OR_END -> {
        if (b == ']') {
          step(Phase.AFTER_ARRAY);
        } else {
          start(b);
        }
      }
      case ELEMENT -> start(b);
      case COMMA_OR_END -> separate(b);
      default -> throw malformed();
    }
  }

  private void open(byte b) {
    requireWholeMark();
    if (b != '[') {
      throw failure("expected an array");
    }
    step(Phase.FIRST_OR_END);
  }

  private void separate(byte b) {
    switch (b) {
      case ',' -> step(Phase.ELEMENT);
      case ']' -> step(Phase.AFTER_ARRAY);
      default -> throw malformed();
    }
  }

  private void step(Phase next) {
    phase = next;
    at++;
  }

  private void start(byte b) {
    switch (b) {
      case ',', ']' -> throw malformed();
      case '{', '[', '"' -> phase = Phase.WITHIN_TEXT;
      default -> phase = Phase.WITHIN_SCALAR;
    }
    begin();
    index++;
  }

  /** Goes past a number or literal; false if the bytes end before it is known to. */
  private boolean skipScalar() {
    while (at < limit) {
      switch (bytes[at]) {
        case ',', ']', ' ', '\t', '\r', '\n' -> {
          return true;
        }
        default -> at++;
      }
    }
    return false;
  }

  /** Goes past a string, object or array; false if the bytes end before it does. */
  private boolean skipText() {
    while (at < limit) {
      boolean last = quoted ? closesString(bytes[at]) : closesText(bytes[at]);
      at++;
      if (last) {
        return true;
      }
    }
    return false;
  }

  private boolean closesString(byte b) {
    if (escaped) {
      escaped = false;
    } else if (b == '\\') {
      escaped = true;
    } else if (b == '"') {
      quoted = false;
      return depth == 0;
    }
    return false;
  }

  private boolean closesText(byte b) {
    switch (b) {
      case '"' -> quoted = true;
      case '{', '[' -> depth++;
      case '}', ']' -> {
        return --depth == 0;
      }
      case '\n' -> newline();
      default -> {}
    }
    return false;
  }

  private Found end() {
    if (phase == Phase.BEFORE_ARRAY) {
      throw failure("the content is empty (expected: a JSON array)");
    }
    if (phase != Phase.AFTER_ARRAY) {
      throw tooEarly();
    }
    return Found.END;
  }

  private RuntimeException tooEarly() {
    return failure("the JSON ends too early");
  }

  private RuntimeException malformed() {
    return failure("the JSON is malformed");
  }
}
