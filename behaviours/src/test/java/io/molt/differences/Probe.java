package io.molt.differences;

import static io.molt.differences.Service.chunks;

import io.molt.web.http.Method;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestRequest;
import io.molt.web.test.TestStream;
import java.util.List;
import java.util.function.Function;

/**
 * A request that is sent over every transport.
 *
 * @param title what it is about
 * @param send sends it, and returns what came of it
 */
record Probe(String title, Function<TestClient, Answer> send) {
  private static final String JSON = "application/json";
  // More than one line of a head may hold, and less than a whole head.
  private static final String LONG = "x".repeat(9_000);

  /** All of them, in the order of the report. */
  static final List<Probe> ALL = List.of(
      get("text", "/text"),
      get("JSON", "/json"),
      get("no content", "/empty"),
      get("204", "/nothing"),
      get("a redirect", "/moved"),
      get("a cookie", "/cookie"),
      get("a file", "/file"),
      get("304", "/cached"),
      get("a field that is not ASCII", "/field"),
      whole("HEAD of text", client -> client.head("/text")),
      whole("HEAD of a stream", client -> client.head("/chunks")),
      whole("HEAD of a stream that has a length", client -> client.head("/measured")),
      whole("OPTIONS of a path", client -> client.options("/text")),
      whole("OPTIONS of the server", client -> client.options("*")),
      get("404", "/nowhere"),
      whole("405", client -> client.delete("/text")),
      whole("a method that nobody knows", client -> client.request(Method.of("BREW"), "/text")),
      whole("400, content that is no JSON", client -> client.post("/people").body(JSON, "{")),
      whole("a media type that is not there", client -> client.get("/json").accept("image/png")),
      whole("413 by the length that is told", client -> client.post("/small").text(LONG)),
      whole(
          "413 by what comes",
          client -> client.post("/small").body(chunks("x".repeat(10), "x".repeat(10)))),
      whole("414", client -> client.get("/text?" + LONG)),
      whole("415", client -> client.post("/people").text("Ada")),
      whole("422", client -> client.post("/people").body(JSON, "{\"name\":\"\",\"age\":36}")),
      whole("431, a long field", client -> client.get("/text").header("x-long", LONG)),
      whole("431, many fields", client -> many(client.get("/text"))),
      get("500", "/fails"),
      get("503, a deadline that passes", "/never"),
      get("a stream", "/chunks"),
      get("a stream that has a length", "/measured"),
      get("a stream of JSON", "/array"),
      get("a stream of NDJSON", "/ndjson"),
      get("server-sent events", "/events"),
      get("trailers", "/trailers"),
      get("early hints", "/hints"),
      new Probe("a stream that fails", client -> Answer.brokenOff(client.get("/fails-later"))),
      new Probe(
          "a stream shorter than its length", client -> Answer.brokenOff(client.get("/too-short"))),
      new Probe("a client that goes away", Probe::goAway),
      whole("content that is sent back", client -> client.post("/echo").text("ping")),
      whole("content as a stream", client -> client.post("/echo").body(chunks("pi", "ng"))),
      whole(
          "trailers of a request",
          client -> client.post("/trailers").body(chunks("ping")).trailer("x-digest", "abc")),
      whole("content that is not read", client -> client.post("/unread").text("ping")),
      whole(
          "a client that asks whether to send its content",
          client -> client.post("/echo").header("expect", "100-continue").text("ping")),
      whole(
          "an expectation that nobody knows",
          client -> client.get("/text").header("expect", "tea")),
      get("connection: close of a handler", "/close"),
      get("other fields of the connection of a handler", "/hops"),
      get("date and server of a handler", "/dated"),
      get("what a handler sees of a request", "/seen?q=1"),
      whole("what a handler sees of content", client -> client.post("/seen").text("ping")),
      whole(
          "what a handler sees of content as a stream",
          client -> client.post("/seen").body(chunks("ping"))));

  private static Probe get(String title, String target) {
    return whole(title, client -> client.get(target));
  }

  private static Probe whole(String title, Function<TestClient, TestRequest> request) {
    return new Probe(title, client -> Answer.whole(request.apply(client)));
  }

  private static TestRequest many(TestRequest request) {
    for (int i = 0; i < 200; i++) {
      request.header("x-" + i, "1");
    }
    return request;
  }

  private static Answer goAway(TestClient client) {
    TestStream stream = client.get("/endless").stream().expectText("one");
    return Answer.of(stream.cancel());
  }
}
