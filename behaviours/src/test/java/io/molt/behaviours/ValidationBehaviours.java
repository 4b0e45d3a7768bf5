package io.molt.behaviours;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.molt.web.App;
import io.molt.web.codec.InvalidValueException;
import io.molt.web.codec.TypeRef;
import io.molt.web.codec.Validation;
import io.molt.web.codec.Violation;
import io.molt.web.http.Handler;
import io.molt.web.http.HttpException;
import io.molt.web.http.Response;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestResponse;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** How values are checked after they were read. */
class ValidationBehaviours extends Behaviours {
  record User(
      @NotBlank String name, @Email String email, @Min(0) int age) {}

  record Address(
      @NotBlank String street, @Size(min = 5, max = 5) String zip) {}

  record Order(
      @NotNull @Valid Address to,
      List<@Valid Line> lines,
      Map<String, @Valid Line> extras,
      Optional<@Size(min = 2) String> note) {}

  record Line(@NotBlank String article, @Min(1) int count) {}

  record Renamed(@JsonProperty("first_name") @NotBlank String firstName) {}

  record Tags(List<@NotBlank String> tags) {}

  @Ordered
  record Range(int low, int high) {}

  @Retention(RetentionPolicy.RUNTIME)
  @Constraint(validatedBy = OrderedValidator.class)
  @interface Ordered {
    String message() default "low must not be above high";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
  }

  public static final class OrderedValidator implements ConstraintValidator<Ordered, Range> {
    @Override
    public boolean isValid(Range range, ConstraintValidatorContext context) {
      return range.low() <= range.high();
    }
  }

  private static final String RULES = "The content breaks the rules listed in 'errors'.";

  @Test
  void handler_goes_on_where_it_began_after_the_first_check_too() {
    App app = App.create()
        .post(
            "/users",
            request -> request
                .body(User.class)
                .map(user -> Response.json(Schedulers.isInNonBlockingThread())));

    TestClient client = run(app);
    for (int i = 0; i < 2; i++) {
      client.post("/users").json(new User("Ada", "ada@example.com", 36)).send().expectBody("true");
    }
  }

  @Test
  void valid_value_reaches_the_handler() {
    post(read(User.class), "{\"name\":\"Ada\",\"email\":\"ada@example.org\",\"age\":36}")
        .expectStatus(200)
        .expectJson("/name", "Ada");
  }

  @Test
  void invalid_member_is_a_422_that_points_at_it() {
    post(read(User.class), "{\"name\":\"Ada\",\"age\":-1}")
        .expectProblem(422, RULES)
        .expectJson("/errors", List.of(error("/age", "must be greater than or equal to 0")));
  }

  @Test
  void all_violations_are_told_at_once_in_the_order_of_their_pointers() {
    post(read(User.class), "{\"name\":\" \",\"email\":\"nobody\",\"age\":-1}")
        .expectProblem(422)
        .expectJson(
            "/errors",
            List.of(
                error("/age", "must be greater than or equal to 0"),
                error("/email", "must be a well-formed email address"),
                error("/name", "must not be blank")));
  }

  @Test
  void absent_member_that_must_be_there_is_a_422() {
    post(read(User.class), "{\"age\":1}")
        .expectProblem(422)
        .expectJson("/errors", List.of(error("/name", "must not be blank")));
  }

  @Test
  void nested_value_is_pointed_into() {
    post(read(Order.class), "{\"to\":{\"street\":\"\",\"zip\":\"12345\"}}")
        .expectProblem(422)
        .expectJson("/errors", List.of(error("/to/street", "must not be blank")));
  }

  @Test
  void absent_nested_value_is_pointed_at() {
    post(read(Order.class), "{}")
        .expectProblem(422)
        .expectJson("/errors", List.of(error("/to", "must not be null")));
  }

  @Test
  void element_of_a_list_is_pointed_at_by_its_place() {
    post(
            read(Order.class),
            "{\"to\":{\"street\":\"x\",\"zip\":\"12345\"},\"lines\":[{\"article\":\"a\",\"count\":1},{\"article\":\"b\",\"count\":0}]}")
        .expectProblem(422)
        .expectJson(
            "/errors", List.of(error("/lines/1/count", "must be greater than or equal to 1")));
  }

  @Test
  void value_in_a_map_is_pointed_at_by_its_escaped_key() {
    post(
            read(Order.class),
            "{\"to\":{\"street\":\"x\",\"zip\":\"12345\"},\"extras\":{\"a/b~c\":{\"article\":\"\",\"count\":1}}}")
        .expectProblem(422)
        .expectJson("/errors", List.of(error("/extras/a~1b~0c/article", "must not be blank")));
  }

  @Test
  void constraint_on_the_elements_themselves_is_pointed_at_by_place() {
    post(read(Tags.class), "{\"tags\":[\"ok\",\"\"]}")
        .expectProblem(422)
        .expectJson("/errors", List.of(error("/tags/1", "must not be blank")));
  }

  @Test
  void value_of_an_optional_is_pointed_at_by_the_name_of_the_optional() {
    post(read(Order.class), "{\"to\":{\"street\":\"x\",\"zip\":\"12345\"},\"note\":\"x\"}")
        .expectProblem(422)
        .expectJson("/errors", List.of(error("/note", "size must be between 2 and 2147483647")));
  }

  @Test
  void pointer_uses_the_name_that_the_member_has_in_json() {
    post(read(Renamed.class), "{\"first_name\":\"\"}")
        .expectProblem(422)
        .expectJson("/errors", List.of(error("/first_name", "must not be blank")));
  }

  @Test
  void constraint_on_the_class_points_at_the_whole() {
    post(read(Range.class), "{\"low\":2,\"high\":1}")
        .expectProblem(422)
        .expectJson("/errors", List.of(error("", "low must not be above high")));
  }

  @Test
  void constraint_with_parameters_tells_them() {
    post(read(Order.class), "{\"to\":{\"street\":\"x\",\"zip\":\"1\"}}")
        .expectProblem(422)
        .expectJson("/errors", List.of(error("/to/zip", "size must be between 5 and 5")));
  }

  @Test
  void each_element_of_a_list_body_is_checked() {
    Handler list = request -> request.body(new TypeRef<List<User>>() {}).map(Response::json);

    post(
            list,
            "[{\"name\":\"Ada\",\"age\":1},{\"name\":\"\",\"age\":1},{\"name\":\"\",\"age\":-1}]")
        .expectProblem(422)
        .expectJson(
            "/errors",
            List.of(
                error("/1/name", "must not be blank"),
                error("/2/age", "must be greater than or equal to 0"),
                error("/2/name", "must not be blank")));
  }

  @Test
  void each_value_of_a_map_body_is_checked() {
    Handler map = request -> request.body(new TypeRef<Map<String, User>>() {}).map(Response::json);

    post(map, "{\"first\":{\"name\":\"\",\"age\":1}}")
        .expectProblem(422)
        .expectJson("/errors", List.of(error("/first/name", "must not be blank")));
  }

  @Test
  void each_element_of_a_stream_is_checked() {
    Handler stream = request -> request.bodyStream(User.class).count().map(Response::json);

    post(stream, "[{\"name\":\"Ada\",\"age\":1},{\"name\":\"\",\"age\":1}]")
        .expectProblem(422)
        .expectJson("/errors", List.of(error("/1/name", "must not be blank")));
  }

  @Test
  void type_without_constraints_is_not_checked() {
    post(request -> request.body(Map.class).map(Response::json), "{\"anything\":[]}")
        .expectStatus(200)
        .expectBody("{\"anything\":[]}");
  }

  @Test
  void malformed_content_is_a_400_and_not_checked() {
    post(read(User.class), "{\"name\":\"\",").expectProblem(400);
  }

  @Test
  void handler_can_give_invalid_content_an_answer_of_its_own() {
    Handler lenient = request -> request
        .body(User.class)
        .map(Response::json)
        .onErrorResume(
            HttpException.class,
            invalid -> Mono.just(Response.text("sorry, " + invalid.status().code())));

    post(lenient, "{\"name\":\"\",\"age\":1}").expectStatus(200).expectBody("sorry, 422");
  }

  @Test
  void error_handler_of_the_app_sees_invalid_content() {
    App app = App.create()
        .error(
            HttpException.class,
            (error, request) ->
                Response.text("handled " + error.status().code()).withStatus(418))
        .post("/", read(User.class));

    run(app)
        .post("/")
        .body("application/json", "{\"name\":\"\",\"age\":1}")
        .send()
        .expectStatus(418)
        .expectBody("handled 422");
  }

  @Test
  void validation_of_the_app_takes_the_place_of_the_one_on_the_class_path() {
    App app = App.create().validation(new NobodyNamedBob()).post("/", read(User.class));

    run(app)
        .post("/")
        .body("application/json", "{\"name\":\"\",\"age\":-1}")
        .send()
        .expectStatus(200);
    run(App.create().validation(new NobodyNamedBob()).post("/", read(User.class)))
        .post("/")
        .body("application/json", "{\"name\":\"Bob\",\"age\":1}")
        .send()
        .expectProblem(422)
        .expectJson("/errors", List.of(error("/name", "is taken")));
  }

  private TestResponse post(Handler handler, String json) {
    return run(App.create().post("/", handler))
        .post("/")
        .body("application/json", json)
        .send();
  }

  private static <T> Handler read(Class<T> type) {
    return request -> request.body(type).map(Response::json);
  }

  private static Map<String, String> error(String pointer, String detail) {
    return Map.of("pointer", pointer, "detail", detail);
  }

  private static final class NobodyNamedBob implements Validation {
    @Override
    public <T> Mono<T> check(T value) {
      return value instanceof User user && user.name().equals("Bob")
          ? Mono.error(new InvalidValueException(List.of(new Violation("/name", "is taken"))))
          : Mono.just(value);
    }
  }
}
