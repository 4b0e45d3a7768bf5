package io.molt.web.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Header fields in their order (RFC 9110 section 5): names without regard to case, several fields of one name allowed.
 *
 * <p>Immutable: the {@code with…} methods return copies. Names and values that they are given are checked, so that no
 * value can smuggle in a line break. Lookups by name walk the list, which is the fastest for the dozen fields that a
 * message has.
 */
public interface Headers {

  /** Returns the value of the first field of that name, or null if there is none. */
  @Nullable String get(String name);

  /** Passes every field to {@code consumer}, in order. */
  void forEach(BiConsumer<? super String, ? super String> consumer);

  /** Returns the number of fields. */
  int size();

  /** Returns no fields. */
  static Headers empty() {
    return FieldList.EMPTY;
  }

  /**
   * Returns fields from names and values in turn.
   *
   * @throws IllegalArgumentException if the count is odd, a name is not a token or a value holds control characters
   */
  static Headers of(String... namesAndValues) {
    return FieldList.checked(namesAndValues);
  }

  /** Returns whether there is a field of that name. */
  default boolean contains(String name) {
    return get(name) != null;
  }

  /** Returns the values of all fields of that name, in order; empty if there are none. */
  default List<String> all(String name) {
    List<String> values = new ArrayList<>(2);
    forEach((field, value) -> {
      if (field.equalsIgnoreCase(name)) {
        values.add(value);
      }
    });
    return values;
  }

  /** Returns the names in use, in lower-case or as sent, sorted without regard to case. */
  default Set<String> names() {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    forEach((name, value) -> names.add(name));
    return names;
  }

  /**
   * Returns a copy in which this is the only field of that name.
   *
   * @throws IllegalArgumentException if the name is not a token or the value holds control characters
   */
  default Headers with(String name, String value) {
    return FieldList.copyOf(this).with(name, value);
  }

  /**
   * Returns a copy with one more field.
   *
   * @throws IllegalArgumentException if the name is not a token or the value holds control characters
   */
  default Headers withAdded(String name, String value) {
    return FieldList.copyOf(this).withAdded(name, value);
  }

  /** Returns a copy without the fields of that name. */
  default Headers without(String name) {
    return contains(name) ? FieldList.copyOf(this).without(name) : this;
  }
}
