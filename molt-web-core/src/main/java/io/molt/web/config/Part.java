package io.molt.web.config;

import io.molt.web.server.ServerOptions;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** One of the records that server options consist of: makes the settings of its components. */
record Part<P>(
    Function<ServerOptions, P> getter,
    BiFunction<ServerOptions, UnaryOperator<P>, ServerOptions> changer) {

  /** Returns a part of this part. */
  <Q> Part<Q> part(Function<P, Q> component, BiFunction<P, UnaryOperator<Q>, P> componentChanger) {
    return new Part<>(
        getter.andThen(component),
        (options, change) -> changer.apply(options, part -> componentChanger.apply(part, change)));
  }

  /** Returns the setting of a component that there is always a value of. */
  <T> Setting row(
      String name,
      Kind<T> kind,
      Function<P, T> component,
      BiFunction<P, T, P> setter,
      String description) {
    return Setting.of(
        name,
        kind,
        getter.andThen(component),
        (options, value) -> changer.apply(options, part -> setter.apply(part, value)),
        description);
  }

  /** Returns the setting of a component that may be empty, and is unless it is set. */
  <T> Setting optionalRow(
      String name,
      Kind<T> kind,
      Function<P, Optional<T>> component,
      BiFunction<P, T, P> setter,
      String description) {
    return Setting.ofDraft(
        name,
        kind,
        getter.andThen(component),
        (draft, value) ->
            draft.change(options -> changer.apply(options, part -> setter.apply(part, value))),
        description);
  }
}
