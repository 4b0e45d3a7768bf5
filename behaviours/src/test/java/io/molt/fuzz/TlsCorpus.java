package io.molt.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** What clients of TLS send that mean well, and sound sessions to put other things in. */
final class TlsCorpus {
  private static final SSLContext CONTEXT = context();

  /** First flights of handshakes, whole and in two records; an alert; a record of content too early; clear text. */
  static final List<byte[]> RECORDS = List.of(
      hello("TLSv1.3", "TLSv1.2"),
      hello("TLSv1.2"),
      inTwo(hello("TLSv1.3")),
      new byte[] {21, 3, 3, 0, 2, 1, 0},
      new byte[] {23, 3, 3, 0, 4, 1, 2, 3, 4},
      new byte[] {20, 3, 3, 0, 1, 1},
      "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));

  private TlsCorpus() {}

  /** Returns a session over the socket, whatever certificate the server shows; the handshake is not begun. */
  static SSLSocket secured(Socket carrier, String protocol) throws IOException {
    SSLSocket socket = (SSLSocket)
        CONTEXT.getSocketFactory().createSocket(carrier, "localhost", carrier.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {protocol});
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static byte[] hello(String... versions) {
    SSLEngine engine = CONTEXT.createSSLEngine("localhost", 443);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(versions);
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    engine.setSSLParameters(parameters);
    ByteBuffer flight = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    try {
      engine.wrap(ByteBuffer.allocate(0), flight);
    } catch (SSLException failed) {
      throw new IllegalStateException(failed);
    }
    return Arrays.copyOf(flight.array(), flight.position());
  }

  /** Returns the record as two, each with half of the message. */
  private static byte[] inTwo(byte[] record) {
    int half = (record.length - 5) / 2;
    ByteBuffer two = ByteBuffer.allocate(record.length + 5);
    two.put(record, 0, 3).putShort((short) half).put(record, 5, half);
    two.put(record, 0, 3).putShort((short) (record.length - 5 - half));
    two.put(record, 5 + half, record.length - 5 - half);
    return two.array();
  }

  private static SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
