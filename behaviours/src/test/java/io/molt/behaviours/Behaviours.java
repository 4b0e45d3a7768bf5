package io.molt.behaviours;

import io.molt.web.App;
import io.molt.web.RouteOption;
import io.molt.web.http.Handler;
import io.molt.web.test.TestClient;
import io.molt.web.test.Transport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every class of the behaviour suite has: a way to run an app, a different one each time the class is run. */
@ClassTemplate
@ExtendWith(EveryTransport.class)
abstract class Behaviours {
  private final List<TestClient> clients = new ArrayList<>();
  private Transport transport = Transport.IN_MEMORY;
  private SharedClients shared = new SharedClients(transport);

  /** Returns a client of the app, closed after the test. */
  final TestClient run(App app) {
    TestClient client = TestClient.of(app, transport);
    clients.add(client);
    return client;
  }

  /**
   * Returns a client that all tests of the class share over one transport, closed after the last: for tables, whose rows
   * are many and change nothing.
   *
   * @param name tells it from others of the class
   * @param app is asked for once
   */
  final TestClient shared(String name, Supplier<App> app) {
    return shared.get(name, app);
  }

  /** Returns such a client whose time stands still; see {@link #shared(String, Supplier)}. */
  final TestClient shared(String name, Supplier<App> app, Instant time) {
    return shared.get(name, app, time);
  }

  /**
   * Returns a client that all tests of the class share, of an app that answers {@code GET /} with what the latest caller
   * gave: for tests that need no more of an app, so that none has to start a server.
   */
  final TestClient answering(Handler handler, RouteOption... options) {
    return shared.answering(handler, options);
  }

  /** Returns such a client whose time stands still; see {@link #answering(Handler, RouteOption...)}. */
  final TestClient answering(Handler handler, Instant time, RouteOption... options) {
    return shared.answering(handler, time, options);
  }

  /**
   * Returns a client that tests of the class share over one transport: its app answers {@code POST /} as this handler does,
   * until another one is given.
   *
   * @param name tells it from others of the class
   */
  final TestClient answering(String name, Handler handler, RouteOption... options) {
    return shared.answering(name, false, handler, options);
  }

  /** Returns such a client that lets what is left unread pass; see {@link #answering}. */
  final TestClient answeringLeniently(String name, Handler handler, RouteOption... options) {
    return shared.answering(name, true, handler, options);
  }

  final boolean isLive() {
    return transport.isLive();
  }

  /** Returns whether requests are made to {@code https:} rather than to {@code http:}. */
  final boolean isSecure() {
    return transport == Transport.HTTP_2 || transport == Transport.HTTP_3;
  }

  /** Returns whether a request may become a WebSocket; there is none over HTTP/3 here (RFC 9220). */
  final boolean hasWebSocket() {
    return transport != Transport.HTTP_3;
  }

  /** Returns whether the client may lose content that it has not asked for yet when the response breaks off (RFC 9113 section 5.4.2). */
  final boolean resetsOvertakeContent() {
    return switch (transport) {
      case IN_MEMORY, HTTP_1_1 -> false;
      case HTTP_2_CLEARTEXT, HTTP_2, HTTP_3 -> true;
    };
  }

  /** Leaves a test out over HTTP/3 whose cookies this client takes apart wrongly: it counts on a blank after each semicolon. */
  final void assumeClientSendsCookies(String header) {
    Assumptions.assumeFalse(
        transport == Transport.HTTP_3 && header.matches(";.*|.*;\\S.*"),
        "this client of HTTP/3 spoils cookies without a blank between them");
  }

  final void over(Transport way, SharedClients clients) {
    transport = way;
    shared = clients;
  }

  @AfterEach
  final void closeClients() {
    clients.forEach(TestClient::close);
  }
}
