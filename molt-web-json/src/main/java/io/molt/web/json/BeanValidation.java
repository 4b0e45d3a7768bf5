package io.molt.web.json;

import io.molt.web.codec.Validation;
import io.molt.web.http.RequestContext;
import jakarta.validation.Validator;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks the Jakarta Validation constraints of a value that was read, by Hibernate Validator.
 *
 * <p>Each violation carries the JSON pointer of the offender under the name it has in JSON, and the constraint's message
 * in English, or what the bundle {@code ValidationMessages} of the application says. The elements of a top-level
 * collection, array, map or {@code Optional} are checked one by one. At most 100 violations are reported.
 *
 * <p>A value of a type that has no constraint passes at no cost. The validator is started by the first other value, on
 * {@link Schedulers#boundedElastic()} since it reads files; from then on a check is synchronous. Immutable; any thread.
 */
public final class BeanValidation implements Validation {
  private final Mono<Checks> starting;
  private volatile @Nullable Checks started;

  /** Creates one like {@link #create()}; this is what {@link java.util.ServiceLoader} calls. */
  public BeanValidation() {
    this(() -> new Checks(Validators.create(JsonCodec.mapper(JsonLimits.DEFAULT).build())));
  }

  private BeanValidation(Callable<Checks> start) {
    this.starting = Mono.fromCallable(start)
        .subscribeOn(Schedulers.boundedElastic())
        .doOnNext(checks -> started = checks)
        .cache();
  }

  /** Returns a validation whose pointers use the names of {@link JsonCodec#create()}. */
  public static BeanValidation create() {
    return new BeanValidation();
  }

  /** Returns a validation whose pointers use the names of a mapper, such as those of its naming strategy. */
  public static BeanValidation create(JsonMapper mapper) {
    return new BeanValidation(() -> new Checks(Validators.create(mapper)));
  }

  /** Returns a validation by a validator as it is; its pointers use the names that it gives properties. */
  public static BeanValidation of(Validator validator) {
    return new BeanValidation(() -> new Checks(validator));
  }

  @Override
  public <T> Mono<T> check(T value) {
    Checks checks = started;
    if (checks != null) {
      return checks.check(value);
    }
    return Checks.isTrivial(value)
        ? Mono.just(value)
        : Mono.deferContextual(this::start).flatMap(ready -> ready.check(value));
  }

  /** Returns the checks once they are there; what follows for a request runs where its handler did. */
  private Mono<Checks> start(ContextView context) {
    return context
        .<RequestContext>getOrEmpty(RequestContext.class)
        .map(request -> request.blocking(() -> Objects.requireNonNull(starting.block())))
        .orElse(starting);
  }
}
