package io.molt.web.cbor;

import io.molt.web.codec.DecodingException;
import java.util.Map;

/**
 * Finds where data items end, without reading what is in them. Goes on in the middle of one when more bytes come. What is not
 * well-formed in ways that do not matter here is left to the parser.
 */
final class ItemScanner {
  private static final long UNTIL_BREAK = -1;

  private final Head head = new Head();
  /** How many items are missing in each array, map or string that is open. */
  private final long[] open;

  private int depth;
  private long skip;

  ItemScanner(int maxDepth) {
    this.open = new long[maxDepth];
  }

  /** Returns the place behind the item that the bytes begin or go on with, or -1 if it does not end in them. */
  int scan(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length) {
      boolean ends;
      if (skip > 0) {
        int step = (int) Math.min(skip, bytes.length - at);
        at += step;
        skip -= step;
        ends = skip == 0 && ended();
      } else {
        ends = head.take(bytes[at++]) && meet();
      }
      if (ends) {
        return at;
      }
    }
    return -1;
  }

  /** Returns whether that was the whole item. */
  private boolean meet() {
    if (!head.isWellFormed()) {
      throw malformed();
    }
    if (head.isBreak()) {
      return closed();
    }
    return switch (head.major()) {
      case Head.BYTES, Head.TEXT -> head.isWithoutLength() ? opened(UNTIL_BREAK) : string();
      case Head.ARRAY -> opened(head.isWithoutLength() ? UNTIL_BREAK : count(Long.MAX_VALUE));
      case Head.MAP -> opened(head.isWithoutLength() ? UNTIL_BREAK : 2 * count(Long.MAX_VALUE / 2));
      // What it tags comes next, and is part of it.
      case Head.TAG -> false;
      default -> ended();
    };
  }

  private long count(long max) {
    if (head.argument() < 0 || head.argument() > max) {
      throw malformed();
    }
    return head.argument();
  }

  private boolean string() {
    skip = count(Long.MAX_VALUE);
    return skip == 0 && ended();
  }

  private boolean opened(long items) {
    if (items == 0) {
      return ended();
    }
    if (depth == open.length) {
      throw new DecodingException(
          "nested too deep (expected: at most " + open.length + " levels)", Map.of(), null);
    }
    open[depth++] = items;
    return false;
  }

  private boolean closed() {
    if (depth == 0 || open[depth - 1] != UNTIL_BREAK) {
      throw malformed();
    }
    depth--;
    return ended();
  }

  /** Counts an item that has ended, and what ends with it; returns whether that is all. */
  private boolean ended() {
    while (depth > 0) {
      if (open[depth - 1] == UNTIL_BREAK || --open[depth - 1] > 0) {
        return false;
      }
      depth--;
    }
    return true;
  }

  private static DecodingException malformed() {
    return new DecodingException("the CBOR is malformed", Map.of(), null);
  }
}
