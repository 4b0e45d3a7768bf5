package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;

/** What comes with the end of the handshake: once that is there, the engine asks for a read of its own. */
class TlsFirstReadTest extends TlsTesting {
  private static final int PAUSE_MILLIS = 200;

  @Test
  void a_read_that_the_engine_asked_for_is_no_sign_that_the_client_has_gone() throws Exception {
    Sinks.One<String> go = Sinks.one();
    BlockingQueue<String> started = new LinkedBlockingQueue<>();
    Server server = server(
        req -> {
          started.add(req.target());
          return go.asMono().then(req.text()).map(Response::text);
        },
        options -> options
            .withTls(forThisMachine())
            .withBuffers(buffers -> buffers.withReadAhead(0).withTotalReadAhead(0)));
    HoldingSocket plain = new HoldingSocket();
    plain.connect(new InetSocketAddress("127.0.0.1", server.port()));
    RawClient client = closing(RawClient.over(
        trusting(null).getSocketFactory().createSocket(plain, null, server.port(), true)));

    client.head("POST /1", "Content-Length: 6").send("one");
    plain.letGo();
    assertThat(next(started)).isEqualTo("/1");
    client.send("two");
    Thread.sleep(PAUSE_MILLIS);
    go.tryEmitValue("go");

    assertThat(client.read().content()).isEqualTo("onetwo");
  }

  /** Keeps all but the first that is written until it is let go. */
  private static final class HoldingSocket extends Socket {
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean begun;
    private boolean free;

    @Override
    public OutputStream getOutputStream() throws IOException {
      OutputStream out = super.getOutputStream();
      return new OutputStream() {
        @Override
        public void write(int octet) throws IOException {
          write(new byte[] {(byte) octet});
        }

        @Override
        public void write(byte[] bytes, int start, int count) throws IOException {
          if (begun && !free) {
            held.write(bytes, start, count);
          } else {
            begun = true;
            out.write(bytes, start, count);
          }
        }
      };
    }

    void letGo() throws IOException {
      free = true;
      super.getOutputStream().write(held.toByteArray());
    }
  }
}
