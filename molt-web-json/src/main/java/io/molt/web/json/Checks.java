package io.molt.web.json;

import io.molt.web.codec.InvalidValueException;
import io.molt.web.codec.Violation;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A started validator: checks a value, or what is in it if it is a container. */
final class Checks {
  private static final int MAX_VIOLATIONS = 100;
  private static final Comparator<Violation> ORDER =
      Comparator.comparing(Violation::pointer).thenComparing(Violation::detail);

  private final Validator validator;
  private final ClassValue<Boolean> constrained = new ClassValue<>() {
    @Override
    protected Boolean computeValue(Class<?> type) {
      return validator.getConstraintsForClass(type).isBeanConstrained();
    }
  };

  Checks(Validator validator) {
    this.validator = validator;
  }

  /** Returns whether a value can have no constraints at all: it is the JDK's, and it holds no other values. */
  static boolean isTrivial(Object value) {
    return value.getClass().getName().startsWith("java.") && !isContainer(value);
  }

  <T> Mono<T> check(T value) {
    if (!isContainer(value) && !constrained.get(value.getClass())) {
      return Mono.just(value);
    }
    List<Violation> violations = new ArrayList<>();
    visit(value, "", violations);
    return violations.isEmpty() ? Mono.just(value) : Mono.error(invalid(violations));
  }

  private static InvalidValueException invalid(List<Violation> violations) {
    return new InvalidValueException(
        violations.stream().sorted(ORDER).limit(MAX_VIOLATIONS).toList());
  }

  private void visit(@Nullable Object value, String pointer, List<Violation> violations) {
    if (value == null || violations.size() >= MAX_VIOLATIONS || isTrivial(value)) {
      return;
    }
    if (value instanceof Collection<?> collection) {
      visitAll(collection, pointer, violations);
    } else if (value instanceof Object[] array) {
      visitAll(Arrays.asList(array), pointer, violations);
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((key, member) -> visit(member, Pointers.child(pointer, key), violations));
    } else if (value instanceof Optional<?> optional) {
      optional.ifPresent(content -> visit(content, pointer, violations));
    } else if (constrained.get(value.getClass())) {
      validate(value, pointer, violations);
    }
  }

  private void visitAll(Collection<?> values, String pointer, List<Violation> violations) {
    int index = 0;
    for (Object value : values) {
      visit(value, Pointers.child(pointer, index++), violations);
    }
  }

  private void validate(Object value, String pointer, List<Violation> violations) {
    for (ConstraintViolation<Object> violation : validator.validate(value)) {
      violations.add(new Violation(
          pointer + Pointers.of(violation.getPropertyPath()), violation.getMessage()));
    }
  }

  private static boolean isContainer(Object value) {
    return value instanceof Collection<?>
        || value instanceof Object[]
        || value instanceof Map<?, ?>
        || value instanceof Optional<?>;
  }
}
