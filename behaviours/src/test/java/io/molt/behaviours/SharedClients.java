package io.molt.behaviours;

import io.molt.web.App;
import io.molt.web.RouteOption;
import io.molt.web.http.Handler;
import io.molt.web.http.Response;
import io.molt.web.test.TestClient;
import io.molt.web.test.Transport;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Clients that all tests of a class use, each with a server of its own where there is one; over one transport. */
final class SharedClients {
  private final Map<String, TestClient> clients = new HashMap<>();
  private final Transport transport;
  private volatile Handler answer = request -> Response.noContent();

  SharedClients(Transport transport) {
    this.transport = transport;
  }

  /** Returns the client of that name, which is made the first time it is asked for. */
  TestClient get(String name, Supplier<App> app) {
    return clients.computeIfAbsent(
        name, absent -> TestClient.of(app.get(), transport).withoutCookies());
  }

  /** Returns the client of that name, whose time stands still. */
  TestClient get(String name, Supplier<App> app, Instant time) {
    return clients.computeIfAbsent(
        name, absent -> TestClient.of(app.get(), transport).withoutCookies().virtualTime(time));
  }

  /** Returns the client of an app with one route of those options, which answers so until the next call. */
  TestClient answering(Handler handler, RouteOption... options) {
    answer = handler;
    return get("answering " + Arrays.toString(options), () -> answering(options));
  }

  /** Returns such a client whose time stands still. */
  TestClient answering(Handler handler, Instant time, RouteOption... options) {
    answer = handler;
    return get(
        "answering from " + time + " " + Arrays.toString(options), () -> answering(options), time);
  }

  /** Returns the client of that name, whose app answers as the handler does that was given last. */
  TestClient answering(String name, boolean lenient, Handler handler, RouteOption... options) {
    answer = handler;
    return clients.computeIfAbsent(name, absent -> {
      App app = App.create().post("/", request -> answer.handle(request), options);
      TestClient client = TestClient.of(app, transport).withoutCookies();
      return lenient ? client.lenient() : client;
    });
  }

  void close() {
    clients.values().forEach(TestClient::close);
  }

  private App answering(RouteOption... options) {
    return App.create().get("/", request -> answer.handle(request), options);
  }
}
