package io.molt.web.http;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a request that may be absent: {@code request.query("page").asInt().orElse(1)}.
 *
 * <p>A value that cannot be converted, and {@link #get} of an absent one, is an {@link HttpException} with status 400
 * that names the parameter and what was expected.
 *
 * @param <T> the type of the value
 */
public final class Param<T> {
  private final String kind;
  private final String name;
  private final @Nullable T value;

  Param(String kind, String name, @Nullable T value) {
    this.kind = kind;
    this.name = name;
    this.value = value;
  }

  /** Returns the value, or fails with a 400 problem if it is absent. */
  public T get() {
    if (value == null) {
      throw ParamException.missing(kind, name);
    }
    return value;
  }

  /** Returns the value, or {@code other} if it is absent. */
  public T orElse(T other) {
    return value == null ? other : value;
  }

  /** Returns the value if there is one. */
  public Optional<T> toOptional() {
    return Optional.ofNullable(value);
  }

  /** Returns whether the parameter was sent. */
  public boolean isPresent() {
    return value != null;
  }

  /** Returns the parameter as an {@code int}. */
  public Param<Integer> asInt() {
    return as(Integer.class);
  }

  /** Returns the parameter as a {@code long}. */
  public Param<Long> asLong() {
    return as(Long.class);
  }

  /** Returns the parameter as a {@code boolean}: {@code true} or {@code false}. */
  public Param<Boolean> asBoolean() {
    return as(Boolean.class);
  }

  /**
   * Returns the parameter as a number, boolean, enum constant, {@code UUID}, or one of the types of {@code java.time}.
   *
   * @throws IllegalArgumentException if there is no conversion to that type
   */
  public <U> Param<U> as(Class<U> type) {
    return new Param<>(
        kind, name, value == null ? null : Conversions.convert(kind, name, value.toString(), type));
  }

  /**
   * Returns the parameter as the function makes it.
   *
   * @param expected what a good value looks like, for the message to the client
   * @param conversion throws {@link IllegalArgumentException} or a subclass of it for a bad value
   */
  public <U> Param<U> as(String expected, Function<? super T, ? extends U> conversion) {
    if (value == null) {
      return new Param<>(kind, name, null);
    }
    try {
      return new Param<>(kind, name, conversion.apply(value));
    } catch (IllegalArgumentException | java.time.DateTimeException bad) {
      throw ParamException.invalid(kind, name, value.toString(), expected, bad);
    }
  }
}
