package io.molt.web.router;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An immutable table from a segment's text to a node. It is asked with a region of the path, so no substring is made; it is
 * at most half full, so the cost does not grow with the number of literals.
 */
final class Literals<T> {

  private final @Nullable String[] keys;
  private final @Nullable Node<T>[] nodes;
  private final Map<String, Node<T>> sorted;

  @SuppressWarnings({"unchecked", "rawtypes"
  }) // Java makes no array of a generic type; this one never leaves the class
  Literals(Map<String, Node<T>> entries) {
    int capacity = Integer.highestOneBit(Math.max(1, entries.size())) * 4;
    this.keys = new String[capacity];
    this.nodes = new Node[capacity];
    this.sorted = new TreeMap<>(entries);
    sorted.forEach(this::put);
  }

  /** Returns the node of the literal that equals the region, or null. */
  @Nullable Node<T> find(String text, int start, int end) {
    int mask = keys.length - 1;
    int slot = hash(text, start, end) & mask;
    for (String key = keys[slot]; key != null; key = keys[slot]) {
      if (key.length() == end - start && key.regionMatches(0, text, start, end - start)) {
        return nodes[slot];
      }
      slot = slot + 1 & mask;
    }
    return null;
  }

  /** Returns the entries, sorted by text. */
  Map<String, Node<T>> entries() {
    return sorted;
  }

  private void put(String key, Node<T> node) {
    int mask = keys.length - 1;
    int slot = hash(key, 0, key.length()) & mask;
    while (keys[slot] != null) {
      slot = slot + 1 & mask;
    }
    keys[slot] = key;
    nodes[slot] = node;
  }

  private static int hash(String text, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash ^ hash >>> 16;
  }
}
