package io.molt.fuzz;

import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends datagrams that are no sound QUIC, and looks at what comes back: little, to somebody who has proved nothing. */
final class DatagramAttacker implements Attacker {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int GIVEN_UP_MILLIS = 100;
  private static final int SILENCE_MILLIS = 30;
  private static final int MAX_DATAGRAMS = 6;
  private static final int MAX_SIZE = 65_507;
  // RFC 9000 section 8.1.
  private static final int MOST_FOR_EACH_BYTE = 3;

  private final int port;
  private final QuicClient client = new QuicClient();
  private final DatagramSocket own = own();
  private final AtomicInteger newcomers = new AtomicInteger();

  DatagramAttacker(int port) {
    this.port = port;
  }

  @Override
  public void close() {
    client.close();
    own.close();
  }

  @Override
  public int attack(byte[] bytes, SplittableRandom random) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, newcomer())) {
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      socket.setSoTimeout(SILENCE_MILLIS);
      int sent = 0;
      int count = 1 + random.nextInt(MAX_DATAGRAMS);
      List<byte[]> corpus = corpus();
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

  /**
   * Returns an address of this machine that was not used lately, where it has several: what a server still sends to one
   * who has gone must not be counted for another.
   */
  private InetAddress newcomer() throws IOException {
    if (!System.getProperty("os.name").equals("Linux")) {
      return InetAddress.getLoopbackAddress();
    }
    int number = newcomers.incrementAndGet();
    return InetAddress.getByAddress(new byte[] {127, 1, (byte) (number >> 8), (byte) number});
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

  /**
   * Returns the first datagram of a connection, one of a version that nobody knows, and one of a connection that is not.
   * Those of a connection that has begun would be taken for its own, so that each attack needs others.
   */
  private List<byte[]> corpus() throws IOException {
    byte[] first = firstOfConnection();
    byte[] unknown = first.clone();
    Arrays.fill(unknown, 1, 5, (byte) 0x1a);
    byte[] shortHead = Arrays.copyOf(unknown, 64);
    shortHead[0] = 0x40;
    return List.of(first, unknown, shortHead);
  }

  private synchronized byte[] firstOfConnection() throws IOException {
    var unused =
        client.connect(own.getLocalPort(), new ChannelInboundHandlerAdapter(), GIVEN_UP_MILLIS);
    DatagramPacket packet = new DatagramPacket(new byte[MAX_SIZE], MAX_SIZE);
    own.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  /** Returns a socket to which connections are begun that lead nowhere. */
  private static DatagramSocket own() {
    try {
      DatagramSocket own = new DatagramSocket(0, InetAddress.getLoopbackAddress());
      own.setSoTimeout(PATIENCE_MILLIS);
      return own;
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
