package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Response;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;

/** Reads that bring a part of a TLS record, and so nothing that could be decoded. */
class TlsHalfRecordTest extends TlsTesting {
  private static final int ROOM = 16 * 1024;
  private static final int PAUSE_MILLIS = 200;

  @Test
  void content_that_a_read_was_asked_for_is_taken_though_others_have_filled_all_room_since()
      throws Exception {
    Sinks.One<String> go = Sinks.one();
    BlockingQueue<String> started = new LinkedBlockingQueue<>();
    Server server = server(
        req -> {
          started.add(req.target());
          return go.asMono().then(req.text()).map(Response::text);
        },
        options -> options
            .withTls(forThisMachine())
            .withBuffers(buffers -> buffers.withTotalReadAhead(ROOM)));
    HalvingSocket plain = new HalvingSocket();
    plain.connect(new InetSocketAddress("127.0.0.1", server.port()));
    RawClient client = closing(RawClient.over(
        trusting(null).getSocketFactory().createSocket(plain, null, server.port(), true)));
    client.head("POST /1", "Content-Length: 6").send("one");
    assertThat(next(started)).isEqualTo("/1");
    shaken(server).head("POST /2", "Content-Length: " + 2 * ROOM).send(new byte[ROOM]);
    assertThat(next(started)).isEqualTo("/2");
    Thread.sleep(PAUSE_MILLIS);

    plain.halving = true;
    client.send("two");
    Thread.sleep(PAUSE_MILLIS);
    go.tryEmitValue("go");

    assertThat(client.read().content()).isEqualTo("onetwo");
  }

  /** Sends each record in two parts that arrive one after the other. */
  private static final class HalvingSocket extends Socket {
    volatile boolean halving;

    @Override
    public OutputStream getOutputStream() throws IOException {
      OutputStream whole = super.getOutputStream();
      return new FilterOutputStream(whole) {
        @Override
        public void write(byte[] bytes, int start, int count) throws IOException {
          int first = halving ? count / 2 : count;
          whole.write(bytes, start, first);
          if (halving) {
            pause();
            whole.write(bytes, start + first, count - first);
          }
        }
      };
    }

    private static void pause() throws IOException {
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException interrupted) {
        throw new IOException(interrupted);
      }
    }
  }
}
