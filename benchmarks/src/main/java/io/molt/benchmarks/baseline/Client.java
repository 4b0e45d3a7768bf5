package io.molt.benchmarks.baseline;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/** One connection, on which nothing is sent before all that was sent is answered. */
final class Client implements AutoCloseable {
  private static final int BUFFER = 1 << 18;
  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  Client(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    out = socket.getOutputStream();
  }

  /** Sends all at once, and returns when all are answered. */
  void run(Exchanges exchanges) {
    try {
      out.write(exchanges.requests());
      for (int i = 0; i < exchanges.count(); i++) {
        response();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(exchanges.name(), e);
    }
  }

  private void response() throws IOException {
    line();
    long length = 0;
    boolean chunked = false;
    for (String field = line(); !field.isEmpty(); field = line()) {
      String lower = field.toLowerCase(Locale.ROOT);
      chunked |= lower.equals("transfer-encoding: chunked");
      if (lower.startsWith("content-length: ")) {
        length = Long.parseLong(lower.substring("content-length: ".length()));
      }
    }
    if (chunked) {
      chunks();
    } else {
      in.skipNBytes(length);
    }
  }

  private void chunks() throws IOException {
    int size;
    do {
      size = Integer.parseInt(line(), 16);
      in.skipNBytes(size);
      line();
    } while (size > 0);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server closed after: " + line);
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
