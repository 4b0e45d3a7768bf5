package io.molt.web.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.molt.web.codec.InvalidValueException;
import io.molt.web.codec.Validation;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import tools.jackson.databind.PropertyNamingStrategies;

class BeanValidationTest {
  record NewUser(
      @NotBlank String name,
      @Email String email,
      @Min(18) @Max(120) int age) {}

  record Address(
      @NotBlank String city,

      @JsonProperty("zip_code") @Pattern(regexp = "^[0-9]{5}$") String zip) {}

  record Order(
      @Valid @NotNull Address address,
      List<@Valid Address> others,
      Map<String, @Valid Address> named) {}

  record Containers(
      List<@NotBlank String> tags,
      Map<String, @Positive Integer> counts,
      Map<@NotBlank String, String> keys,
      Set<@NotBlank String> set,
      Optional<@Size(min = 3) String> maybe,
      List<List<@NotNull Integer>> matrix) {}

  record Numbers(
      @DecimalMin("1.5") Double least,
      @DecimalMax(value = "2", inclusive = false) Double below,
      @DurationMax(hours = 1, minutes = 5) Duration shorter,
      @DurationMin(days = 2, inclusive = false) Duration longer) {}

  record Worded(
      @NotBlank(message = "give it a name") String name,

      @Size(max = 2, message = "at most {max}, not ${validatedValue}") String code,

      @Size(max = 2, message = "${''.getClass()} {nothing} ${max += 'x'} \\{max\\}")
      String odd) {}

  @Retention(RetentionPolicy.RUNTIME)
  @Constraint(validatedBy = OrderedValidator.class)
  @interface Ordered {
    String message() default "from must not be after to";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
  }

  public static final class OrderedValidator implements ConstraintValidator<Ordered, Range> {
    @Override
    public boolean isValid(Range range, ConstraintValidatorContext context) {
      return range.from() <= range.to();
    }
  }

  @Ordered
  record Range(int from, int to) {}

  record Ranges(@Valid Range first, List<@Valid Range> more) {}

  record Free(String name, List<String> tags) {}

  record Other(@NotNull String name, @Positive int n) {}

  private static final Validation VALIDATION = BeanValidation.create();

  @Test
  void a_value_that_holds_is_passed_on() {
    NewUser user = new NewUser("Ada", "ada@example.org", 36);
    assertThat(VALIDATION.check(user).block()).isSameAs(user);
  }

  @Test
  void each_broken_rule_is_named_by_its_pointer() {
    assertViolations(
        new NewUser(" ", "x", 5),
        "/age must be greater than or equal to 18",
        "/email must be a well-formed email address",
        "/name must not be blank");
  }

  @Test
  void nested_values_are_checked_under_their_json_names() {
    Address bad = new Address("", "1234");
    assertViolations(
        new Order(bad, List.of(new Address("a", "12345"), bad), Map.of("k/~", bad)),
        "/address/city must not be blank",
        "/address/zip_code must match \"^[0-9]{5}$\"",
        "/named/k~1~0/city must not be blank",
        "/named/k~1~0/zip_code must match \"^[0-9]{5}$\"",
        "/others/1/city must not be blank",
        "/others/1/zip_code must match \"^[0-9]{5}$\"");
    assertViolations(new Order(null, null, null), "/address must not be null");
  }

  @Test
  void what_is_in_containers_is_checked_at_its_place() {
    assertViolations(
        new Containers(
            Arrays.asList("a", "", null),
            Map.of("a", 1, "b", -1),
            Map.of(" ", "x"),
            Set.of(""),
            Optional.of("ab"),
            List.of(List.of(1), Arrays.asList(1, null))),
        "/counts/b must be greater than 0",
        "/keys/  must not be blank",
        "/matrix/1/1 must not be null",
        "/maybe size must be between 3 and 2147483647",
        "/set must not be blank",
        "/tags/1 must not be blank",
        "/tags/2 must not be blank");
  }

  @Test
  void a_rule_of_the_whole_points_at_the_whole() {
    assertViolations(new Range(2, 1), " from must not be after to");
    assertViolations(
        new Ranges(new Range(2, 1), List.of(new Range(1, 2), new Range(4, 3))),
        "/first from must not be after to",
        "/more/1 from must not be after to");
  }

  @Test
  void the_elements_of_a_collection_are_checked_one_by_one() {
    Address good = new Address("a", "12345");
    Address bad = new Address("", "12345");
    assertViolations(List.of(good, bad), "/1/city must not be blank");
    assertViolations(new Object[] {good, null, bad}, "/2/city must not be blank");
    assertViolations(Map.of("a/b", bad), "/a~1b/city must not be blank");
    assertViolations(Optional.of(bad), "/city must not be blank");
    assertViolations(List.of(List.of(good), List.of(bad)), "/1/0/city must not be blank");
    List<Address> nothingWrong = Arrays.asList(good, null, good);
    assertThat(VALIDATION.check(nothingWrong).block()).isSameAs(nothingWrong);
  }

  @Test
  void no_more_than_a_hundred_violations_are_reported() {
    List<Address> bad = Collections.nCopies(100_000, new Address("", ""));
    StepVerifier.create(VALIDATION.check(bad))
        .verifyErrorSatisfies(
            error -> assertThat(((InvalidValueException) error).violations()).hasSize(100));
  }

  @Test
  void conditional_messages_read_well() {
    assertViolations(
        new Numbers(1.0, 2.0, Duration.ofHours(2), Duration.ofDays(1)),
        "/below must be less than 2",
        "/least must be greater than or equal to 1.5",
        "/longer must be longer than 2 days",
        "/shorter must be shorter than or equal to 1 hour 5 minutes");
  }

  @Test
  void own_messages_may_show_attributes_and_the_value_but_call_nothing() {
    assertViolations(
        new Worded("", "abc", "abc"),
        "/code at most 2, not abc",
        "/name give it a name",
        "/odd ${''.getClass()} {nothing} 2x {max}");
  }

  @Test
  void messages_are_english_whatever_the_servers_language() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      Validation started = BeanValidation.create();
      StepVerifier.create(started.check(new NewUser("", null, 20)))
          .verifyErrorSatisfies(error -> assertThat(((InvalidValueException) error).violations())
              .singleElement()
              .hasToString("Violation[pointer=/name, detail=must not be blank]"));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void pointers_use_the_names_of_a_given_mapper() {
    record Named(@NotBlank String firstName) {}
    Validation named = BeanValidation.create(JsonCodec.mapper(JsonLimits.DEFAULT)
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .build());
    StepVerifier.create(named.check(new Named("")))
        .verifyErrorSatisfies(error -> assertThat(
                ((InvalidValueException) error).violations().get(0).pointer())
            .isEqualTo("/first_name"));
  }

  @Test
  void a_validator_can_be_given() {
    try (var factory = jakarta.validation.Validation.byDefaultProvider()
        .configure()
        .messageInterpolator(new EnglishMessages())
        .buildValidatorFactory()) {
      StepVerifier.create(BeanValidation.of(factory.getValidator()).check(new Address("a", "x")))
          .verifyErrorSatisfies(error -> assertThat(((InvalidValueException) error).violations())
              .singleElement()
              .hasToString("Violation[pointer=/zip, detail=must match \"^[0-9]{5}$\"]"));
    }
  }

  @Test
  void the_jdks_own_values_pass_without_starting_anything() {
    Thread thread = Thread.currentThread();
    AtomicReference<Thread> seen = new AtomicReference<>();
    BeanValidation.of(null)
        .check("text")
        .doOnNext(v -> seen.set(Thread.currentThread()))
        .block();
    assertThat(seen).hasValue(thread);
  }

  @Test
  void once_started_a_check_stays_on_its_thread() {
    VALIDATION.check(new NewUser("Ada", null, 20)).block();
    AtomicReference<Thread> seen = new AtomicReference<>();
    VALIDATION
        .check(new Free("a", null))
        .doOnNext(v -> seen.set(Thread.currentThread()))
        .block();
    assertThat(seen).hasValue(Thread.currentThread());
  }

  @Test
  void neither_the_start_nor_a_new_type_blocks_an_event_loop() {
    Validation fresh = new BeanValidation();
    StepVerifier.create(Mono.defer(() -> fresh.check(new NewUser("Ada", null, 20)))
            .subscribeOn(Schedulers.parallel()))
        .expectNextCount(1)
        .verifyComplete();
    StepVerifier.create(
            Mono.defer(() -> fresh.check(new Other(null, -1))).subscribeOn(Schedulers.parallel()))
        .verifyError(InvalidValueException.class);
  }

  @Test
  void many_first_checks_at_once_share_one_start() {
    Validation fresh = new BeanValidation();
    List<NewUser> users = Flux.range(0, 64)
        .flatMap(
            n -> fresh.check(new NewUser("Ada", null, 20 + n)).subscribeOn(Schedulers.parallel()),
            64)
        .collectList()
        .block();
    assertThat(users).hasSize(64);
  }

  @Test
  void an_app_finds_the_validation_on_the_class_path() {
    assertThat(ServiceLoader.load(Validation.class)).hasOnlyElementsOfType(BeanValidation.class);
  }

  private static void assertViolations(Object value, String... expected) {
    List<String> actual = new ArrayList<>();
    StepVerifier.create(VALIDATION.check(value))
        .verifyErrorSatisfies(error -> ((InvalidValueException) error)
            .violations()
            .forEach(violation -> actual.add(violation.pointer() + " " + violation.detail())));
    assertThat(actual).containsExactly(expected);
  }
}
