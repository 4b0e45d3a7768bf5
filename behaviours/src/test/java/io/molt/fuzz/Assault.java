package io.molt.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;

/**
 * What one connection does to the server: it sends bytes in random segments, and leaves in a random way.
 *
 * @param bytes what is sent
 * @param seed decides the segments and the pauses between them
 * @param ending how it leaves
 */
record Assault(byte[] bytes, long seed, Ending ending) {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int SILENCE_MILLIS = 60;
  // Past any timeout of the server under attack: one that keeps a departed client's connection for
  // longer hangs.
  private static final int HANG_MILLIS = 20_000;

  /** How a client leaves. */
  enum Ending {
    /** It ends its output, and reads on to the end of the connection. */
    HALF_CLOSE,
    /** It reads until nothing more comes, and closes. */
    CLOSE,
    /** It resets the connection without reading. */
    RESET,
    /** It resets the connection after half of what it has to send. */
    RESET_HALFWAY
  }

  /** Returns what came back; an error if the server hangs. */
  byte[] on(int port) throws IOException {
    try (Socket socket = connected(port)) {
      return on(socket, socket);
    }
  }

  /** Does the same inside TLS, once the handshake is done. */
  byte[] inTls(int port, String protocol) throws IOException {
    try (Socket carrier = connected(port);
        SSLSocket socket = TlsCorpus.secured(carrier, protocol)) {
      carrier.setSoTimeout(HANG_MILLIS);
      socket.startHandshake();
      return on(socket, carrier);
    }
  }

  private static Socket connected(int port) throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress("127.0.0.1", port), CONNECT_MILLIS);
    return socket;
  }

  private byte[] on(Socket socket, Socket carrier) throws IOException {
    if (send(socket)) {
      return read(socket);
    }
    carrier.setSoLinger(true, 0);
    carrier.close();
    return new byte[0];
  }

  /** Returns whether the client is to read what comes back. */
  private boolean send(Socket socket) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    OutputStream out = socket.getOutputStream();
    int end = ending == Ending.RESET_HALFWAY ? bytes.length / 2 : bytes.length;
    try {
      for (int at = 0; at < end; ) {
        int length = Math.min(end - at, segment(random));
        out.write(bytes, at, length);
        at += length;
        if (random.nextInt(8) == 0) {
          LockSupport.parkNanos(random.nextInt(1_000_000));
        }
      }
    } catch (IOException closedByServer) {
      // It may stop reading at any point of what makes no sense.
      return ending == Ending.HALF_CLOSE || ending == Ending.CLOSE;
    }
    return ending == Ending.HALF_CLOSE || ending == Ending.CLOSE;
  }

  static int segment(SplittableRandom random) {
    return random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 1 + random.nextInt(4096);
  }

  private byte[] read(Socket socket) throws IOException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    boolean toTheEnd = ending == Ending.HALF_CLOSE;
    socket.setSoTimeout(toTheEnd ? HANG_MILLIS : SILENCE_MILLIS);
    try {
      if (toTheEnd) {
        socket.shutdownOutput();
      }
      InputStream in = socket.getInputStream();
      in.transferTo(received);
    } catch (SocketTimeoutException silent) {
      if (toTheEnd) {
        throw new IllegalStateException("the server hangs on a connection whose client has ended");
      }
    } catch (IOException reset) {
      // The server's right, whatever came before.
      return received.toByteArray();
    }
    return received.toByteArray();
  }
}
