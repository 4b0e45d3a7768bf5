package io.molt.web.server;

import io.molt.web.http.Handler;
import io.molt.web.http.Service;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import reactor.core.scheduler.Schedulers;

/** Starts servers and clients, and closes them. */
abstract class SocketTest {
  private final List<RawClient> clients = new ArrayList<>();
  private final Map<Server, Service> servers = new LinkedHashMap<>();

  @AfterEach
  void closeAll() {
    closeAllClients();
    servers.keySet().forEach(server -> server.stop(Duration.ofSeconds(5)));
  }

  void closeAllClients() {
    clients.forEach(RawClient::close);
  }

  /** Returns a client of a new server that answers with {@code handler}. */
  RawClient serve(Handler handler) {
    return client(server(handler));
  }

  Server server(Handler handler) {
    return server(handler, options -> options);
  }

  Server server(Handler handler, UnaryOperator<ServerOptions> change) {
    return server(Service.of(handler, Schedulers.parallel(), Clock.systemUTC()), change);
  }

  Server server(Service service, UnaryOperator<ServerOptions> change) {
    ServerOptions options =
        change.apply(ServerOptions.defaults().withHost("127.0.0.1").withPort(0).withIoThreads(1));
    Server server = Server.start(service, options);
    servers.put(server, service);
    return server;
  }

  /** Returns what the server runs. */
  Service service(Server server) {
    return Objects.requireNonNull(servers.get(server));
  }

  RawClient client(Server server) {
    return client(server, 0);
  }

  RawClient client(Server server, int receiveBuffer) {
    return closing(RawClient.connect(server, receiveBuffer));
  }

  /** Returns the client, which is closed after the test. */
  RawClient closing(RawClient client) {
    clients.add(client);
    return client;
  }

  /** Returns what comes next, and fails if nothing does for long. */
  static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing came (expected: something within 10 s)");
    }
    return next;
  }
}
