package io.molt.web.http;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whose word about others is taken: proxies, which tell who their client is. Immutable.
 *
 * <p>An entry is an address of IPv4 or IPv6, a block of them such as {@code 10.0.0.0/8} or {@code fd00::/8} (RFC 4632,
 * RFC 4291 section 2.3), or the {@linkplain Peer#address() address} of a peer that has none: {@code unix} for whoever
 * comes by a Unix domain socket, {@code in-memory} for a test's client.
 */
public final class TrustedPeers {
  private static final Set<String> WITHOUT_ADDRESS =
      Set.of(Peer.UNIX_SOCKET.address(), Peer.IN_MEMORY.address());
  private static final TrustedPeers NONE = new TrustedPeers(List.of());

  private final List<String> entries;
  private final Set<String> names;
  private final List<AddressBlock> blocks;

  private TrustedPeers(List<String> entries) {
    this.entries = entries;
    this.names = entries.stream().filter(WITHOUT_ADDRESS::contains).collect(Collectors.toSet());
    this.blocks = entries.stream()
        .filter(entry -> !WITHOUT_ADDRESS.contains(entry))
        .map(AddressBlock::of)
        .toList();
  }

  /** Returns trust in nobody. */
  public static TrustedPeers none() {
    return NONE;
  }

  /**
   * Returns trust in these.
   *
   * @throws IllegalArgumentException naming the first one that is neither an address, nor a block, nor a name
   */
  public static TrustedPeers of(String... entries) {
    return of(List.of(entries));
  }

  /** Returns trust in these; see {@link #of(String...)}. */
  public static TrustedPeers of(List<String> entries) {
    return entries.isEmpty() ? NONE : new TrustedPeers(List.copyOf(entries));
  }

  /** Returns the entries, as they were given. */
  public List<String> entries() {
    return entries;
  }

  /** Returns whether nobody is trusted. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Returns whether that peer is trusted. */
  public boolean trusts(Peer peer) {
    if (isEmpty()) {
      return false;
    }
    InetAddress address = IpAddress.parse(peer.address());
    return address == null ? names.contains(peer.address()) : isInBlock(address);
  }

  /** Returns whether a peer of that address is trusted. */
  public boolean trusts(InetAddress address) {
    return !isEmpty() && isInBlock(IpAddress.normal(address));
  }

  /** Returns whether both trust the same entries. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TrustedPeers peers && entries.equals(peers.entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  /** Returns the entries, separated by commas. */
  @Override
  public String toString() {
    return String.join(",", entries);
  }

  private boolean isInBlock(InetAddress address) {
    for (AddressBlock block : blocks) {
      if (block.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
