package io.molt.web.json;

import io.molt.web.codec.DecodingException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.PropertyBindingException;

/**
 * Tells a client why its JSON, or what other format it chose, could not be read, in the client's terms: no class, no piece
 * of the body, nothing of Jackson's own words.
 */
final class Failures {
  private static final String NOT_ACCEPTABLE = "not an acceptable value";

  private final String format;
  private final StreamReadConstraints limits;
  private final Expectation expectation;

  Failures(ObjectMapper mapper, String format) {
    this.format = format;
    this.limits = mapper.tokenStreamFactory().streamReadConstraints();
    this.expectation = new Expectation(mapper);
  }

  /**
   * Returns what to throw: a {@link DecodingException}, unless the type itself cannot be read by anyone.
   *
   * @param reached where the parser stands, for failures that do not say where they are
   */
  RuntimeException explain(JacksonException failure, TokenStreamLocation reached, Element text) {
    if (failure instanceof InvalidDefinitionException broken) {
      return new IllegalStateException(
          broken.getType() + " cannot be read from " + format + ": " + broken.getOriginalMessage(),
          broken);
    }
    if (isEmpty(failure)) {
      return new DecodingException(
          "the content is empty (expected: " + format + ")", Map.of(), failure);
    }
    Map<String, Object> position = place(failure, reached, text);
    if (isTrailing(failure)) {
      return new DecodingException("content after the end of the " + format, position, failure);
    }
    if (!isVague(failure) && !isSyntax(failure)) {
      position.put("pointer", text.pointer() + Pointers.of(failure.getPath()));
    }
    return new DecodingException(message(failure), position, failure);
  }

  /** Returns a place in a document, to which a pointer can be added. */
  static Map<String, Object> at(int line, int column) {
    Map<String, Object> place = new LinkedHashMap<>();
    place.put("line", line);
    place.put("column", column);
    return place;
  }

  DecodingException nullValue(Class<?> target, Element text) {
    Map<String, Object> position = text.isText() ? at(text, 1, 1) : offset(text, 0);
    position.put("pointer", text.pointer());
    return new DecodingException(
        expectation.message(target, JsonToken.VALUE_NULL, NOT_ACCEPTABLE), position, null);
  }

  private static boolean isEmpty(JacksonException failure) {
    return failure instanceof MismatchedInputException mismatch
        && mismatch.getCurrentToken() == null
        && mismatch.getPath().isEmpty();
  }

  private static boolean isTrailing(JacksonException failure) {
    // Jackson marks it by its words alone.
    return failure instanceof MismatchedInputException
        && failure.getOriginalMessage().startsWith("Trailing token");
  }

  private String message(JacksonException failure) {
    if (failure.getCause() instanceof DecodingException told) {
      return String.valueOf(told.getMessage());
    }
    if (failure instanceof InputCoercionException overflow) {
      return expectation.range(overflow.getTargetType(), NOT_ACCEPTABLE);
    }
    if (failure instanceof StreamConstraintsException) {
      return limit(failure.getOriginalMessage());
    }
    if (failure instanceof UnexpectedEndOfInputException) {
      return "the " + format + " ends too early";
    }
    return failure instanceof StreamReadException ? syntax(failure) : mapping(failure);
  }

  private String syntax(JacksonException failure) {
    // Jackson marks a repeated name by its words alone.
    return failure.getOriginalMessage().startsWith("Duplicate Object property")
        ? "an object has two members of the same name"
        : "the " + format + " is malformed";
  }

  private String mapping(JacksonException failure) {
    if (failure instanceof PropertyBindingException) {
      return "unknown member";
    }
    if (failure instanceof InvalidTypeIdException type) {
      return typeId(type);
    }
    if (failure instanceof MismatchedInputException mismatch) {
      return mismatch(mismatch);
    }
    return NOT_ACCEPTABLE;
  }

  private String typeId(InvalidTypeIdException failure) {
    if (failure.getTypeId() != null) {
      return "unknown type of object";
    }
    JsonToken found = failure.getCurrentToken();
    return found != null && found.isScalarValue()
        ? expectation.message(failure.getBaseType().getRawClass(), found, NOT_ACCEPTABLE)
        : "the object does not say its type";
  }

  private String mismatch(MismatchedInputException failure) {
    JsonToken found = failure.getCurrentToken();
    if (found == JsonToken.END_OBJECT) {
      return "required, but missing";
    }
    return expectation.message(target(failure), found, NOT_ACCEPTABLE);
  }

  /** Returns the offender's type; Jackson blames the whole array for an element of a primitive one. */
  private static @Nullable Class<?> target(MismatchedInputException failure) {
    Class<?> target = failure.getTargetType();
    List<JacksonException.Reference> path = failure.getPath();
    boolean element = target != null
        && target.isArray()
        && !path.isEmpty()
        && target.isInstance(path.get(path.size() - 1).from());
    return element ? target.getComponentType() : target;
  }

  /** Jackson has one exception for all limits: which one it was, only its first words say. */
  private String limit(String message) {
    if (message.startsWith("Document nesting depth")) {
      return "nested too deep (expected: at most " + limits.getMaxNestingDepth() + " levels)";
    }
    if (message.startsWith("String value length")) {
      return "string too long (expected: at most " + limits.getMaxStringLength() + " characters)";
    }
    if (message.startsWith("Name length")) {
      return "member name too long (expected: at most "
          + limits.getMaxNameLength()
          + " characters)";
    }
    if (message.startsWith("Number value length")) {
      return "number too long (expected: at most " + limits.getMaxNumberLength() + " characters)";
    }
    return "the " + format + " exceeds a limit of this server";
  }

  /** An exceeded limit may know its member or not: no path does not mean that it is the whole. */
  private static boolean isVague(JacksonException failure) {
    return failure instanceof StreamConstraintsException && failure.getPath().isEmpty();
  }

  private static boolean isSyntax(JacksonException failure) {
    return failure instanceof StreamReadException && !(failure instanceof InputCoercionException);
  }

  private static Map<String, Object> place(
      JacksonException failure, TokenStreamLocation reached, Element text) {
    TokenStreamLocation at = failure.getLocation() == null ? reached : failure.getLocation();
    if (!text.isText()) {
      return offset(text, at.getByteOffset());
    }
    return at.getLineNr() > 0
        ? at(text, at.getLineNr(), Math.max(1, at.getColumnNr()))
        : new LinkedHashMap<>();
  }

  /** Returns the place of a byte, counted from 0, in a format without lines; empty if that is not known. */
  private static Map<String, Object> offset(Element text, long bytes) {
    Map<String, Object> place = new LinkedHashMap<>();
    if (text.start() >= 0 && bytes >= 0) {
      place.put("offset", text.start() + bytes);
    }
    return place;
  }

  private static Map<String, Object> at(Element text, int line, int column) {
    return at(text.line() + line - 1, line == 1 ? text.column() + column - 1 : column);
  }
}
