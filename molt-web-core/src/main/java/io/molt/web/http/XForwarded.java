package io.molt.web.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields that proxies used before there was {@link Forwarded}, and go on using: {@code X-Forwarded-For},
 * {@code -Proto}, {@code -Host} and {@code -Port}. Where there are as many values as nodes they belong together; otherwise
 * the last value counts, which is that of the nearest proxy.
 */
final class XForwarded {
  private final List<String> nodes;
  private final List<String> schemes;
  private final List<String> hosts;
  private final List<String> ports;

  private XForwarded(Headers headers) {
    this.nodes = list(headers, "x-forwarded-for");
    this.schemes = list(headers, "x-forwarded-proto");
    this.hosts = list(headers, "x-forwarded-host");
    this.ports = list(headers, "x-forwarded-port");
  }

  /** Returns what the proxies say, the nearest first, up to the first one that cannot be understood. */
  static List<Hop> hops(Headers headers) {
    XForwarded fields = new XForwarded(headers);
    List<Hop> hops = new ArrayList<>();
    for (int i = fields.nodes.size() - 1; i >= 0; i--) {
      Hop hop = fields.hop(i);
      hops.add(hop);
      if (hop.node() == null) {
        return hops;
      }
    }
    return hops.isEmpty() ? List.of(fields.hop(-1)) : hops;
  }

  private Hop hop(int index) {
    return new Hop(
        index < 0 ? null : Node.peer(nodes.get(index)),
        value(schemes, index, Node::scheme),
        value(hosts, index, Node::host),
        value(ports, index, Node::port));
  }

  private @Nullable String value(
      List<String> values, int index, Function<String, @Nullable String> reader) {
    if (values.isEmpty()) {
      return null;
    }
    boolean paired = index >= 0 && values.size() == nodes.size();
    return reader.apply(Objects.requireNonNull(values.get(paired ? index : values.size() - 1)));
  }

  private static List<String> list(Headers headers, String name) {
    List<String> all = new ArrayList<>();
    for (String value : headers.all(name)) {
      for (String part : value.split(",", -1)) {
        String member = Tokens.withoutSpaceAround(part);
        if (!member.isEmpty()) {
          all.add(member);
        }
      }
    }
    return all;
  }
}
