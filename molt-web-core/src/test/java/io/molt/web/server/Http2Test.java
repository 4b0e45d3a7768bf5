package io.molt.web.server;

import io.molt.web.http.Handler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Starts clients that speak HTTP/2, and closes them. */
abstract class Http2Test extends SocketTest {
  private final List<FrameClient> clients = new ArrayList<>();

  @AfterEach
  void closeFrameClients() {
    clients.forEach(FrameClient::close);
  }

  /** Returns a client of a new server, its preface sent. */
  FrameClient serveHttp2(Handler handler) {
    return http2(server(handler));
  }

  /** Returns a client that has sent its preface. */
  FrameClient http2(Server server) {
    return frames(server).preface();
  }

  /** Returns a client that has sent nothing yet. */
  FrameClient frames(Server server) {
    FrameClient client = FrameClient.connect(server);
    clients.add(client);
    return client;
  }
}
