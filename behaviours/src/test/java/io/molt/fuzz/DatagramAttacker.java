package io.molt.fuzz;

import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Sends datagrams that are no sound QUIC, and looks at what comes back: little, to somebody who has proved nothing. */
final class DatagramAttacker implements Attacker {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int SILENCE_MILLIS = 30;
  private static final int MAX_DATAGRAMS = 6;
  private static final int MAX_SIZE = 65_507;
  // RFC 9000 section 8.1.
  private static final int MOST_FOR_EACH_BYTE = 3;

  private final int port;
  private final List<byte[]> corpus;

  DatagramAttacker(int port) {
    this.port = port;
    this.corpus = corpus();
  }

  @Override
  public int attack(byte[] bytes, SplittableRandom random) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      socket.setSoTimeout(SILENCE_MILLIS);
      int sent = 0;
      int count = 1 + random.nextInt(MAX_DATAGRAMS);
      for (int i = 0; i < count; i++) {
        byte[] next = new Mutator(random.split()).next(corpus);
        socket.send(new DatagramPacket(next, Math.min(next.length, MAX_SIZE)));
        sent += next.length;
      }
      return read(socket, sent);
    }
  }

  @Override
  public int ask() {
    // Without keys there is nothing to ask; HTTP/3 is, in good faith.
    return 0;
  }

  private static int read(DatagramSocket socket, int sent) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[MAX_SIZE], MAX_SIZE);
    int received = 0;
    int count = 0;
    try {
      while (true) {
        packet.setLength(MAX_SIZE);
        socket.receive(packet);
        count++;
        received += packet.getLength();
        if (received > MOST_FOR_EACH_BYTE * sent) {
          throw new IOException("the server sent " + received + " bytes for " + sent);
        }
      }
    } catch (SocketTimeoutException silent) {
      return count;
    }
  }

  /** Returns the first datagrams of a connection, one of a version that nobody knows, and one of a connection that is not. */
  private static List<byte[]> corpus() {
    List<byte[]> corpus = new ArrayList<>();
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        QuicClient client = new QuicClient()) {
      server.setSoTimeout(PATIENCE_MILLIS);
      var unused = client.connect(server.getLocalPort(), new ChannelInboundHandlerAdapter());
      DatagramPacket packet = new DatagramPacket(new byte[MAX_SIZE], MAX_SIZE);
      server.receive(packet);
      corpus.add(Arrays.copyOf(packet.getData(), packet.getLength()));
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
    byte[] unknown = corpus.get(0).clone();
    Arrays.fill(unknown, 1, 5, (byte) 0x1a);
    corpus.add(unknown);
    byte[] shortHead = Arrays.copyOf(unknown, 64);
    shortHead[0] = 0x40;
    corpus.add(shortHead);
    return List.copyOf(corpus);
  }
}
