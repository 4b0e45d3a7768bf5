package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.CacheControl;
import io.molt.web.http.EntityTag;
import io.molt.web.http.Handler;
import io.molt.web.http.HttpException;
import io.molt.web.http.Method;
import io.molt.web.http.Response;
import io.molt.web.http.Validators;
import io.molt.web.middleware.Conditional;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditional requests (RFC 9110 section 13): the resource is at {@code "v2"}, and was changed in 2026, on 2 January at 03:04:05. */
class ConditionalBehaviours extends Behaviours {
  private static final EntityTag TAG = EntityTag.strong("v2");
  private static final Instant CHANGED = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final String SAME = "Fri, 02 Jan 2026 03:04:05 GMT";
  private static final String BEFORE = "Fri, 02 Jan 2026 03:04:04 GMT";
  private static final String AFTER = "Fri, 02 Jan 2026 03:04:06 GMT";

  private static final Handler RESOURCE = request -> Response.text("content")
      .withETag(TAG)
      .withLastModified(CHANGED)
      .withHeader("content-language", "en")
      .withHeader("vary", "accept-language")
      .withCacheControl(CacheControl.maxAge(Duration.ofMinutes(1)));

  @ParameterizedTest(name = "{0}: {1}, {2}: {3} is a {4}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "x-nothing|-|x-nothing|-|200",
        // If-None-Match: weak comparison, and If-Modified-Since does not count beside it (13.1.2,
        // 13.1.3)
        "if-none-match|\"v2\"|x-nothing|-|304",
        "if-none-match|W/\"v2\"|x-nothing|-|304",
        "if-none-match|\"v1\"|x-nothing|-|200",
        "if-none-match|\"v1\", \"v2\"|x-nothing|-|304",
        "if-none-match|\"v1\",\"v2\"|x-nothing|-|304",
        "if-none-match|\"v1,\" , , W/\"v2\"|x-nothing|-|304",
        "if-none-match|*|x-nothing|-|304",
        "if-none-match|v2|x-nothing|-|200",
        "if-none-match|\"V2\"|x-nothing|-|200",
        "if-none-match|\"v1\"|if-none-match|\"v2\"|304",
        "if-none-match|\"v1\"|if-modified-since|SAME|200",
        "if-none-match|\"v2\"|if-modified-since|BEFORE|304",
        // If-Modified-Since: not after the date (13.1.3)
        "if-modified-since|SAME|x-nothing|-|304",
        "if-modified-since|AFTER|x-nothing|-|304",
        "if-modified-since|BEFORE|x-nothing|-|200",
        "if-modified-since|Friday, 02-Jan-26 03:04:05 GMT|x-nothing|-|304",
        "if-modified-since|Friday, 02-Jan-26 03:04:04 GMT|x-nothing|-|200",
        "if-modified-since|Fri Jan  2 03:04:05 2026|x-nothing|-|304",
        "if-modified-since|Fri Jan  2 03:04:04 2026|x-nothing|-|200",
        "if-modified-since|2026-01-02T03:04:05Z|x-nothing|-|200",
        "if-modified-since|Mon, 02 Jan 2026 03:04:05 GMT|x-nothing|-|200",
        "if-modified-since|Sunday, 06-Nov-94 08:49:37 GMT|x-nothing|-|200",
        "if-modified-since|Sat, 31 Feb 2026 03:04:05 GMT|x-nothing|-|200",
        "if-modified-since|Sat, 03 Jan 2026 24:00:00 GMT|x-nothing|-|200",
        "if-modified-since|Saturday, 31-Feb-26 03:04:05 GMT|x-nothing|-|200",
        "if-modified-since|Sat Feb 31 03:04:05 2026|x-nothing|-|200",
        "if-modified-since|Sat, 28 Feb 2026 03:04:05 GMT|x-nothing|-|304",
        "if-modified-since|SAME|if-modified-since|SAME|200",
        "if-modified-since|yesterday|x-nothing|-|200",
        // If-Match: strong comparison (13.1.1)
        "if-match|\"v2\"|x-nothing|-|200",
        "if-match|\"v1\", \"v2\"|x-nothing|-|200",
        "if-match|*|x-nothing|-|200",
        "if-match|W/\"v2\"|x-nothing|-|412",
        "if-match|\"v1\"|x-nothing|-|412",
        "if-match|v2|x-nothing|-|412",
        "if-match|w/\"v2\"|x-nothing|-|412",
        "if-match|x\"v2\"|x-nothing|-|412",
        "if-match|\"v1\" \"v2\"|x-nothing|-|200",
        // If-Unmodified-Since: does not count beside If-Match (13.1.4)
        "if-unmodified-since|SAME|x-nothing|-|200",
        "if-unmodified-since|AFTER|x-nothing|-|200",
        "if-unmodified-since|BEFORE|x-nothing|-|412",
        "if-unmodified-since|yesterday|x-nothing|-|200",
        "if-match|\"v2\"|if-unmodified-since|BEFORE|200",
        "if-match|\"v1\"|if-unmodified-since|AFTER|412",
        // The order of all (13.2.2)
        "if-match|\"v2\"|if-none-match|\"v2\"|304",
        "if-match|\"v1\"|if-none-match|\"v2\"|412",
        "if-match|\"v2\"|if-modified-since|SAME|304",
        "if-unmodified-since|BEFORE|if-none-match|\"v2\"|412",
        "if-unmodified-since|SAME|if-none-match|\"v2\"|304",
      })
  void preconditions_of_a_get_are_evaluated_in_their_order(
      String first, String value, String second, String other, int status) {
    TestResponse response = resource()
        .get("/")
        .header(first, spelled(value))
        .header(second, spelled(other))
        .send()
        .expectStatus(status);

    switch (status) {
      case 200 -> response.expectBody("content");
      case 304 -> response.expectNoBody();
      default -> response.expectProblem(412);
    }
  }

  @ParameterizedTest
  @CsvSource({"if-none-match, '\"v2\"', 304", "if-match, '\"v1\"', 412", "if-match, '\"v2\"', 200"})
  void preconditions_of_a_head_are_those_of_a_get(String field, String value, int status) {
    resource().head("/").header(field, value).send().expectStatus(status).expectNoBody();
  }

  @Test
  void not_modified_has_the_fields_that_a_cache_updates_its_copy_with_and_no_others() {
    resource()
        .get("/")
        .header("if-none-match", "\"v2\"")
        .send()
        .expectStatus(304)
        .expectHeader("etag", "\"v2\"")
        .expectHeader("vary", "accept-language")
        .expectHeader("cache-control", "max-age=60")
        .expectHeader("date")
        .expectNoHeader("last-modified")
        .expectNoHeader("content-type")
        .expectNoHeader("content-length")
        .expectNoHeader("content-language")
        .expectNoBody();
  }

  @Test
  void not_modified_keeps_the_date_where_there_is_no_tag() {
    Handler dated = request -> Response.text("content").withLastModified(CHANGED);

    run(App.create().use(Conditional.create()).get("/", dated))
        .get("/")
        .header("if-modified-since", SAME)
        .send()
        .expectStatus(304)
        .expectHeader("last-modified", SAME);
  }

  @Test
  void tag_in_a_request_proves_nothing_about_a_response_without_one() {
    App app = App.create().use(Conditional.create()).get("/", request -> Response.text("content"));
    TestClient client = run(app);

    client.get("/").header("if-none-match", "\"v2\"").send().expectBody("content");
    client.get("/").header("if-match", "\"v2\"").send().expectProblem(412);
    client.get("/").header("if-modified-since", AFTER).send().expectBody("content");
    client.get("/").header("if-unmodified-since", BEFORE).send().expectBody("content");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 404, 500})
  void preconditions_count_only_where_the_answer_would_be_a_success(int status) {
    Handler handler = request -> Response.text("sorry").withStatus(status).withETag(TAG);
    TestClient client = run(App.create().use(Conditional.create()).get("/", handler));

    client.get("/").header("if-none-match", "\"v2\"").send().expectStatus(status);
    client.get("/").header("if-match", "\"v1\"").send().expectStatus(status);
  }

  @Test
  void change_by_the_method_is_not_judged_afterwards() {
    Handler handler = request -> Response.text("done").withETag(TAG);

    run(App.create().use(Conditional.create()).post("/", handler))
        .post("/")
        .header("if-match", "\"v1\"")
        .send()
        .expectStatus(200)
        .expectBody("done");
  }

  @Test
  void content_is_tagged_by_its_digest() {
    App app = App.create()
        .use(Conditional.taggingContent())
        .get("/{text}", request -> Response.text(request.path("text")));
    TestClient client = run(app);

    String tag = client.get("/a").send().expectStatus(200).header("etag");

    assertThat(tag).matches("\"[\\w-]{22}\"");
    assertThat(client.head("/a").send().header("etag")).isEqualTo(tag);
    assertThat(client.get("/b").send().header("etag")).isNotEqualTo(tag);
    client.get("/a").header("if-none-match", tag).send().expectStatus(304).expectNoBody();
    client.get("/b").header("if-none-match", tag).send().expectBody("b");
  }

  @Test
  void tag_of_the_handler_is_kept() {
    run(App.create().use(Conditional.taggingContent()).get("/", RESOURCE))
        .get("/")
        .send()
        .expectHeader("etag", "\"v2\"");
  }

  @Test
  void error_is_not_tagged() {
    run(App.create()
            .use(Conditional.taggingContent())
            .get("/", request -> Response.text("x").withStatus(500)))
        .get("/")
        .send()
        .expectNoHeader("etag");
  }

  @Test
  void handler_that_asks_first_makes_its_answer_with_the_validators() {
    App app = App.create()
        .get(
            "/",
            request -> Validators.of(TAG, CHANGED).answer(request, () -> Response.text("content")));
    TestClient client = run(app);

    client
        .get("/")
        .send()
        .expectBody("content")
        .expectHeader("etag", "\"v2\"")
        .expectHeader("last-modified", SAME);
    client.get("/").header("if-none-match", "\"v2\"").send().expectStatus(304).expectNoBody();
    client.get("/").header("if-match", "\"v1\"").send().expectProblem(412);
  }

  @ParameterizedTest(name = "{0}: {1} on a resource that is there ({2}) is a {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "if-match|\"v2\"|true|204",
        "if-match|\"v1\"|true|412",
        "if-match|W/\"v2\"|true|412",
        "if-match|*|true|204",
        "if-match|*|false|412",
        "if-match|\"v2\"|false|412",
        "if-none-match|*|true|412",
        "if-none-match|*|false|204",
        "if-none-match|\"v2\"|true|412",
        "if-none-match|\"v1\"|true|204",
        "if-none-match|\"v2\"|false|204",
        "if-unmodified-since|BEFORE|true|412",
        "if-unmodified-since|SAME|true|204",
        "if-unmodified-since|BEFORE|false|204",
        "if-modified-since|SAME|true|204",
        "x-nothing|-|true|204",
      })
  void change_is_made_only_in_the_state_that_it_expects(
      String field, String value, boolean exists, int status) {
    TestClient client = shared("changes", ConditionalBehaviours::changes);
    String path = exists ? "/there" : "/absent";
    String before = client.get("/count").send().text();

    change(client, Method.PUT, path, field, spelled(value)).expectStatus(status);
    change(client, Method.DELETE, path, field, spelled(value)).expectStatus(status);

    int made = Integer.parseInt(client.get("/count").send().text()) - Integer.parseInt(before);
    assertThat(made).isEqualTo(status == 204 ? 2 : 0);
  }

  @Test
  void change_that_does_not_say_what_it_changes_is_a_428_where_that_is_required() {
    Handler handler = request -> {
      Validators.of(TAG).requireStated(request);
      return Response.noContent();
    };
    TestClient client = run(App.create().put("/", handler));

    client.put("/").send().expectProblem(428);
    // What cannot be held against it says nothing of it.
    client.put("/").header("if-unmodified-since", AFTER).send().expectProblem(428);
    client.put("/").header("if-match", "\"v1\"").send().expectProblem(412);
    client.put("/").header("if-match", "\"v2\"").send().expectStatus(204);
  }

  @Test
  void change_may_say_by_a_date_what_it_changes() {
    Handler handler = request -> {
      Validators.of(TAG, CHANGED).requireStated(request);
      return Response.noContent();
    };
    TestClient client = run(App.create().put("/", handler));

    client.put("/").header("if-unmodified-since", "yesterday").send().expectProblem(428);
    client.put("/").header("if-unmodified-since", BEFORE).send().expectProblem(412);
    client.put("/").header("if-unmodified-since", SAME).send().expectStatus(204);
  }

  @Test
  void change_in_the_future_is_told_of_as_of_now() {
    Handler handler =
        request -> Validators.of(TAG, CHANGED).answer(request, () -> Response.text("content"));
    TestClient client =
        run(App.create().get("/", handler)).virtualTime(Instant.parse("2026-01-01T00:00:00Z"));

    client.get("/").send().expectHeader("last-modified", "Thu, 01 Jan 2026 00:00:00 GMT");
    client
        .get("/")
        .header("if-modified-since", "Thu, 01 Jan 2026 00:00:00 GMT")
        .send()
        .expectStatus(200);
  }

  @Test
  void options_has_no_preconditions() {
    Handler handler = request -> {
      Validators.of(TAG).require(request);
      return Response.noContent();
    };

    run(App.create().options("/", handler))
        .options("/")
        .header("if-match", "\"v1\"")
        .send()
        .expectStatus(204);
  }

  @Test
  void error_handler_of_the_app_answers_a_precondition_that_fails() {
    App app = App.create()
        .error(
            HttpException.class,
            (error, request) -> Response.text("mine").withStatus(error.status()))
        .use(Conditional.create())
        .get("/", RESOURCE);

    run(app).get("/").header("if-match", "\"v1\"").send().expectStatus(412).expectBody("mine");
  }

  private TestClient resource() {
    return shared("resource", () -> App.create().use(Conditional.create()).get("/", RESOURCE));
  }

  /** Returns an app with a resource that is there, one that is not, and the number of changes to both. */
  private static App changes() {
    AtomicInteger changes = new AtomicInteger();
    return App.create()
        .put("/there", changing(Validators.of(TAG, CHANGED), changes))
        .delete("/there", changing(Validators.of(TAG, CHANGED), changes))
        .put("/absent", changing(Validators.absent(), changes))
        .delete("/absent", changing(Validators.absent(), changes))
        .get("/count", request -> Response.text(changes.toString()));
  }

  private static Handler changing(Validators current, AtomicInteger changes) {
    return request -> {
      current.require(request);
      changes.incrementAndGet();
      return Response.noContent();
    };
  }

  private static TestResponse change(
      TestClient client, Method method, String path, String field, String value) {
    return client.request(method, path).header(field, value).send();
  }

  private static String spelled(String value) {
    return switch (value) {
      case "SAME" -> SAME;
      case "BEFORE" -> BEFORE;
      case "AFTER" -> AFTER;
      default -> value;
    };
  }
}
