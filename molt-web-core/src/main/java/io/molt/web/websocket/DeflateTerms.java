package io.molt.web.websocket;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The terms of {@code permessage-deflate} (RFC 7692 section 7.1).
 *
 * @param serverTakeover whether this side keeps its context from one message to the next
 * @param clientTakeover whether the client may
 * @param serverWindowBits how far back this side may refer, as a power of two; 0 if nobody said
 */
record DeflateTerms(boolean serverTakeover, boolean clientTakeover, int serverWindowBits) {
  static final int MAX_WINDOW_BITS = 15;
  private static final int MIN_WINDOW_BITS = 8;
  private static final String NAME = "permessage-deflate";

  /** Returns terms that meet an offer; null if it is for something else, or malformed. */
  static @Nullable DeflateTerms of(String offer, boolean takeover) {
    String[] parts = offer.split(";");
    if (!parts[0].strip().equalsIgnoreCase(NAME)) {
      return null;
    }
    boolean server = takeover;
    boolean client = takeover;
    int bits = 0;
    Set<String> seen = new HashSet<>();
    for (int i = 1; i < parts.length; i++) {
      String[] pair = parts[i].strip().split("=", 2);
      String name = pair[0].strip().toLowerCase(Locale.ROOT);
      String value = pair.length == 1 ? null : unquoted(pair[1].strip());
      if (!seen.add(name) || !isSound(name, value)) {
        return null;
      }
      switch (name) {
        case "server_no_context_takeover" -> server = false;
        case "client_no_context_takeover" -> client = false;
        case "server_max_window_bits" -> bits = bits(value);
        default -> {}
      }
    }
    return new DeflateTerms(server, client, bits);
  }

  /** Returns the terms as the answer states them. */
  String toHeader() {
    StringBuilder out = new StringBuilder(NAME);
    if (!serverTakeover) {
      out.append("; server_no_context_takeover");
    }
    if (!clientTakeover) {
      out.append("; client_no_context_takeover");
    }
    if (serverWindowBits > 0) {
      out.append("; server_max_window_bits=").append(serverWindowBits);
    }
    return out.toString();
  }

  /** Returns how many bytes this side may refer back at most. */
  int serverWindow() {
    return 1 << (serverWindowBits == 0 ? MAX_WINDOW_BITS : serverWindowBits);
  }

  private static boolean isSound(String name, @Nullable String value) {
    return switch (name) {
      case "server_no_context_takeover", "client_no_context_takeover" -> value == null;
      case "client_max_window_bits" -> value == null || bits(value) > 0;
      case "server_max_window_bits" -> bits(value) > 0;
      default -> false;
    };
  }

  private static int bits(@Nullable String value) {
    if (value == null || !value.matches("[1-9][0-9]?")) {
      return 0;
    }
    int bits = Integer.parseInt(value);
    return bits >= MIN_WINDOW_BITS && bits <= MAX_WINDOW_BITS ? bits : 0;
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
