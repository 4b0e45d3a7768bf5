package io.molt.web.server;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Counts connections from accept to close, all of them and those of each peer, and says which is one too many. The counts
 * are exact, whichever threads connections come and go on.
 */
final class ConnectionGate {
  /** What becomes of a connection. */
  enum Verdict {
    ADMITTED,
    TOO_MANY,
    TOO_MANY_OF_PEER,
    /** One too many, and not even told so: too many are being told at the moment. */
    IGNORED
  }

  private static final int TOLD_AT_ONCE = 256;

  private final ConnectionLimits limits;
  private final Predicate<InetAddress> exempt;
  private final AtomicInteger all = new AtomicInteger();
  private final AtomicInteger told = new AtomicInteger();
  private final Map<Network, Integer> ofPeers = new ConcurrentHashMap<>();

  /**
   * Creates a gate that is open.
   *
   * @param exempt whose connections are not counted by peer, since they come from many
   */
  ConnectionGate(ConnectionLimits limits, Predicate<InetAddress> exempt) {
    this.limits = limits;
    this.exempt = exempt;
  }

  /** Counts a connection, if it is not one too many, until it is closed. */
  Verdict enter(Channel connection) {
    return enter(connection, connection.remoteAddress());
  }

  /** Counts a connection whose channel does not tell the address that it comes from; see {@link #enter(Channel)}. */
  Verdict enter(Channel connection, @Nullable SocketAddress from) {
    if (!countUpTo(limits.maxConnections(), all)) {
      return refuse(connection, Verdict.TOO_MANY);
    }
    Network peer = peerOf(from);
    if (peer != null && !enterPeer(peer)) {
      all.decrementAndGet();
      return refuse(connection, Verdict.TOO_MANY_OF_PEER);
    }
    connection.closeFuture().addListener(closed -> leave(peer));
    return Verdict.ADMITTED;
  }

  private Verdict refuse(Channel connection, Verdict reason) {
    if (!countUpTo(TOLD_AT_ONCE, told)) {
      return Verdict.IGNORED;
    }
    connection.closeFuture().addListener(closed -> told.decrementAndGet());
    return reason;
  }

  private static boolean countUpTo(int most, AtomicInteger counter) {
    int now = counter.get();
    while (now < most) {
      if (counter.compareAndSet(now, now + 1)) {
        return true;
      }
      now = counter.get();
    }
    return false;
  }

  private boolean enterPeer(Network peer) {
    while (true) {
      Integer now = ofPeers.putIfAbsent(peer, 1);
      if (now == null) {
        return true;
      }
      if (now >= limits.maxPerPeer()) {
        return false;
      }
      if (ofPeers.replace(peer, now, now + 1)) {
        return true;
      }
    }
  }

  private void leave(@Nullable Network peer) {
    all.decrementAndGet();
    if (peer != null) {
      ofPeers.computeIfPresent(peer, (key, count) -> count == 1 ? null : count - 1);
    }
  }

  /** Returns whom a connection is counted for; null if for nobody, since its address says nothing. */
  private @Nullable Network peerOf(@Nullable SocketAddress remote) {
    if (!(remote instanceof InetSocketAddress socket) || socket.isUnresolved()) {
      return null;
    }
    InetAddress address = socket.getAddress();
    return exempt.test(address) ? null : Network.of(address.getAddress());
  }

  /** Who is taken for one peer: an address of IPv4, and of IPv6 the 64 bits that a single customer is given to fill. */
  private record Network(long prefix, boolean v6) {
    private static final int V4_LENGTH = 4;
    private static final int V6_PREFIX_LENGTH = 8;
    private static final int V4_IN_V6 = 12;

    static Network of(byte[] address) {
      if (address.length == V4_LENGTH) {
        return new Network(number(address, 0, V4_LENGTH), false);
      }
      return isV4InV6(address)
          ? new Network(number(address, V4_IN_V6, V4_LENGTH), false)
          : new Network(number(address, 0, V6_PREFIX_LENGTH), true);
    }

    private static boolean isV4InV6(byte[] address) {
      return number(address, 0, V6_PREFIX_LENGTH) == 0
          && number(address, V6_PREFIX_LENGTH, V4_LENGTH) == 0xffff;
    }

    private static long number(byte[] bytes, int from, int count) {
      long number = 0;
      for (int i = from; i < from + count; i++) {
        number = number << 8 | bytes[i] & 0xff;
      }
      return number;
    }
  }
}
