package io.molt.web.http;

/**
 * A typed name for a value kept in the application state or in a request. Two keys are the same only if they are the
 * same object, so declare each once, as a constant.
 *
 * @param <T> the value's type
 */
public final class Key<T> {
  private final String name;

  private Key(String name) {
    this.name = name;
  }

  /** Returns a new key; the name is for messages. */
  public static <T> Key<T> of(String name) {
    return new Key<>(name);
  }

  /** Returns the name. */
  public String name() {
    return name;
  }

  /** Returns the name. */
  @Override
  public String toString() {
    return name;
  }
}
