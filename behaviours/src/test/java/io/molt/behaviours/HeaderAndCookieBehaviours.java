package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.Cookie;
import io.molt.web.http.Handler;
import io.molt.web.http.Headers;
import io.molt.web.http.Response;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** Header fields and cookies, in both directions. */
class HeaderAndCookieBehaviours extends Behaviours {
  private static App answering(Handler handler) {
    return App.create().get("/", handler);
  }

  @Test
  void header_of_a_response_arrives() {
    run(answering(request -> Response.ok().withHeader("x-one", "1")))
        .get("/")
        .send()
        .expectHeader("x-one", "1");
  }

  @Test
  void later_header_of_a_name_replaces_the_earlier_ones() {
    Handler handler = request -> Response.ok()
        .withAddedHeader("x-one", "1")
        .withAddedHeader("x-one", "2")
        .withHeader("X-One", "3");

    var response = run(answering(handler)).get("/").send();

    assertThat(response.headers().all("x-one")).containsExactly("3");
  }

  @Test
  void added_headers_of_a_name_arrive_one_by_one_in_order() {
    Handler handler = request -> Response.ok()
        .withAddedHeader("x-one", "b")
        .withAddedHeader("x-one", "a, c")
        .withAddedHeader("x-one", "");

    var response = run(answering(handler)).get("/").send();

    assertThat(response.headers().all("x-one")).containsExactly("b", "a, c", "");
  }

  @Test
  void header_that_was_taken_off_does_not_arrive() {
    Handler handler = request -> Response.text("x").withHeader("x-one", "1").withoutHeader("X-ONE");

    run(answering(handler)).get("/").send().expectNoHeader("x-one");
  }

  @Test
  void many_headers_replace_those_of_their_names() {
    Handler handler = request -> Response.ok()
        .withHeader("a", "1")
        .withHeader("b", "1")
        .withHeaders(Headers.of("b", "2", "b", "3", "c", "4"));

    var response = run(answering(handler)).get("/").send().expectHeader("a", "1");

    assertThat(response.headers().all("b")).containsExactly("2", "3");
    assertThat(response.headers().all("c")).containsExactly("4");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a%0D%0Ax-injected:%201",
        "a%0Ax-injected:%201",
        "a%0Dx-injected:%201",
        "a%00b",
        "a%7Fb",
        "a%E2%82%AC"
      })
  void header_value_that_would_break_out_is_a_500_and_not_sent(String raw) {
    Handler handler =
        request -> Response.ok().withHeader("x-echo", request.query("v").get());

    run(answering(handler))
        .get("/?v=" + raw)
        .send()
        .expectProblem(500)
        .expectNoHeader("x-injected")
        .expectNoHeader("x-echo");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "%20x", "x:%20y", "a%0D%0Ab", "%C3%A9", "a(b)"})
  void header_name_that_is_no_token_is_a_500(String raw) {
    Handler handler = request -> Response.ok().withHeader(request.query("n").get(), "v");

    run(answering(handler)).get("/?n=" + raw).send().expectProblem(500);
  }

  @Test
  void location_of_a_redirect_cannot_smuggle_a_header() {
    Handler handler = request -> Response.redirect(request.query("to").get());

    run(answering(handler))
        .get("/?to=/%0D%0Aset-cookie:%20a=b")
        .send()
        .expectProblem(500)
        .expectNoHeader("location")
        .expectNoHeader("set-cookie");
  }

  @Test
  void header_value_may_have_a_tab_inside_and_latin_letters() {
    run(answering(request -> Response.ok().withHeader("x-one", "a\tb é")))
        .get("/")
        .send()
        .expectHeader("x-one", "a\tb é");
  }

  @Test
  void space_around_a_header_value_is_no_part_of_it() {
    run(answering(request -> Response.ok().withHeader("x-one", " \ta b\t ")))
        .get("/")
        .send()
        .expectHeader("x-one", "a b");
  }

  @Test
  void header_of_a_request_is_found_in_any_case() {
    run(answering(request -> Response.text(request.header("x-CUSTOM").get())))
        .get("/")
        .header("X-Custom", "1")
        .send()
        .expectBody("1");
  }

  @Test
  void first_of_several_headers_of_a_request_counts() {
    run(answering(request -> Response.text(request.header("x").get())))
        .get("/")
        .header("x", "1")
        .header("X", "2")
        .send()
        .expectBody("1");
  }

  @Test
  void all_headers_of_a_name_are_there_in_order() {
    run(answering(request -> Response.text(request.headers().all("x").toString())))
        .get("/")
        .header("x", "b")
        .header("y", "-")
        .header("X", "a, c")
        .send()
        .expectBody("[b, a, c]");
  }

  @Test
  void header_that_was_not_sent_is_absent() {
    Handler handler = request -> Response.text(request.headers().contains("x") + " "
        + request.header("x").isPresent() + " " + request.headers().all("x"));

    run(answering(handler)).get("/").send().expectBody("false false []");
  }

  @Test
  void empty_header_of_a_request_is_present() {
    run(answering(request -> Response.text("[" + request.header("x").get() + "]")))
        .get("/")
        .header("x", "")
        .send()
        .expectBody("[]");
  }

  @Test
  void every_response_has_a_date() {
    var response = run(answering(request -> Response.ok())).get("/").send();

    assertThat(response.header("date"))
        .matches("[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
  }

  @Test
  void date_of_the_handler_stands() {
    String date = "Tue, 15 Nov 1994 08:12:31 GMT";

    var response = run(answering(request -> Response.ok().withHeader("date", date)))
        .get("/")
        .send();

    assertThat(response.headers().all("date")).containsExactly(date);
  }

  @Test
  void length_of_the_content_counts_and_not_what_the_handler_says() {
    Handler handler = request -> Response.text("abc").withHeader("content-length", "99");

    var response = run(answering(handler)).get("/").send().expectBody("abc");

    assertThat(response.headers().all("content-length")).containsExactly("3");
  }

  @Test
  void length_that_a_handler_claims_for_a_stream_is_left_out() {
    Handler handler = request -> Response.chunks(Flux.just(ByteBuffer.wrap(new byte[] {'x'})))
        .withHeader("content-length", "99");

    run(answering(handler)).get("/").send().expectBody("x").expectNoHeader("content-length");
  }

  @Test
  void transfer_encoding_is_none_of_the_handlers_business() {
    Handler handler = request -> Response.text("abc").withHeader("transfer-encoding", "gzip");

    run(answering(handler))
        .get("/")
        .send()
        .expectBody("abc")
        .expectNoHeader("transfer-encoding")
        .expectHeader("content-length", "3");
  }

  @Test
  void cookie_is_set_with_safe_attributes() {
    run(answering(request -> Response.ok().withCookie(Cookie.of("id", "42"))))
        .get("/")
        .send()
        .expectHeader("set-cookie", "id=42; Path=/; Secure; HttpOnly; SameSite=Lax")
        .expectCookie("id", "42");
  }

  @Test
  void cookie_is_set_with_the_attributes_that_it_is_given() {
    Cookie cookie = Cookie.of("id", "42")
        .withPath("/app")
        .withDomain("example.org")
        .withMaxAge(Duration.ofMinutes(2))
        .withSecure(false)
        .withHttpOnly(false)
        .withSameSite(Cookie.SameSite.STRICT);

    run(answering(request -> Response.ok().withCookie(cookie)))
        .get("/")
        .send()
        .expectHeader(
            "set-cookie", "id=42; Path=/app; Domain=example.org; Max-Age=120; SameSite=Strict");
  }

  @Test
  void each_cookie_is_set_in_a_field_of_its_own() {
    Handler handler =
        request -> Response.ok().withCookie(Cookie.of("a", "1")).withCookie(Cookie.of("b", "2"));

    var response = run(answering(handler)).get("/").send();

    response.expectCookie("a", "1").expectCookie("b", "2");
    assertThat(response.headers().all("set-cookie")).hasSize(2);
  }

  @Test
  void cookie_is_removed_by_one_that_is_over_at_once() {
    run(answering(request -> Response.ok().withCookie(Cookie.removal("id"))))
        .get("/")
        .send()
        .expectHeader("set-cookie", "id=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%0D%0Ab", "a;%20Path=/x", "a,b", "a%20b", "%22a%22", "a%5Cb", "%C3%A9"})
  void cookie_value_that_would_break_out_is_a_500_and_not_sent(String raw) {
    Handler handler =
        request -> Response.ok().withCookie(Cookie.of("id", request.query("v").get()));

    run(answering(handler))
        .get("/?v=" + raw)
        .send()
        .expectProblem(500)
        .expectNoHeader("set-cookie");
  }

  @Test
  void cookie_of_a_request_is_found_by_name() {
    run(answering(request -> Response.text(request.cookie("b").get())))
        .get("/")
        .header("cookie", "a=1; b=2; c=3")
        .send()
        .expectBody("2");
  }

  @Test
  void case_of_a_cookie_counts() {
    run(answering(request -> Response.text(request.cookie("ID").orElse("none"))))
        .get("/")
        .header("cookie", "id=1")
        .send()
        .expectBody("none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a=1; b=2 | {a=1, b=2}",
        "a=1;b=2 | {a=1, b=2}",
        "a=1; a=2 | {a=1}",
        "a=x=y | {a=x=y}",
        "a= | {a=}",
        "a=\"x\" | {a=x}",
        "junk; a=1; =2 | {a=1}",
        "; ;a=1; | {a=1}"
      })
  void cookies_are_read_leniently(String header, String expected) {
    assumeClientSendsCookies(header);
    run(answering(request -> Response.text(request.cookies().toString())))
        .get("/")
        .header("cookie", header)
        .send()
        .expectBody(expected);
  }

  @Test
  void cookies_of_several_fields_are_one_list() {
    run(answering(request -> Response.text(request.cookies().toString())))
        .get("/")
        .header("cookie", "a=1")
        .header("cookie", "b=2")
        .send()
        .expectBody("{a=1, b=2}");
  }

  @Test
  void request_without_cookies_has_none() {
    run(answering(request -> Response.text(request.cookies().toString())))
        .get("/")
        .send()
        .expectBody("{}");
  }
}
