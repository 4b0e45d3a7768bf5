package io.molt.web.router;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An immutable table from a segment's text to a node. It is asked with a region of the path, so no substring is made; it is
 * at most half full, so the cost does not grow with the number of literals.
 *
 * <p>In a large table what costs is the memory that a match has to fetch. So a text stands beside its node, one that stands
 * alone is compared without a table, and where there is none nothing is looked at.
 */
final class Literals<T> {

  private static final int GOLDEN_RATIO = 0x9e3779b9;
  private static final Literals<?> NONE = new Literals<>(Map.of());

  // Texts and nodes in turn; empty if there is one text at most.
  private final @Nullable Object[] table;
  private final int shift;
  // A bit for each length that a text has, so that most other segments are not looked up at all.
  private final long lengths;
  private final @Nullable String onlyText;
  private final @Nullable Node<T> onlyNode;
  private final Map<String, Node<T>> sorted;

  private Literals(Map<String, Node<T>> entries) {
    this.sorted = new TreeMap<>(entries);
    boolean single = entries.size() == 1;
    this.onlyText = single ? shared(entries.keySet().iterator().next()) : null;
    this.onlyNode = single ? entries.values().iterator().next() : null;
    int places = entries.size() < 2 ? 0 : Integer.highestOneBit(entries.size()) * 4;
    this.table = new Object[2 * places];
    this.shift = Integer.numberOfLeadingZeros(places) + 1;
    this.lengths = entries.keySet().stream()
        .mapToLong(text -> 1L << text.length())
        .reduce(0, (all, one) -> all | one);
    if (!single) {
      sorted.forEach(this::put);
    }
  }

  /** Returns a table of these; for none always the same one. */
  @SuppressWarnings("unchecked") // It has no nodes of any type.
  static <T> Literals<T> of(Map<String, Node<T>> entries) {
    return entries.isEmpty() ? (Literals<T>) NONE : new Literals<>(entries);
  }

  /** Returns the node of the literal that equals the region, or null. */
  @Nullable Node<T> find(String text, int start, int end) {
    if (onlyText != null) {
      return isAt(onlyText, text, start, end) ? onlyNode : null;
    }
    return hasLength(end - start) ? findInTable(text, start, end) : null;
  }

  boolean isEmpty() {
    return lengths == 0;
  }

  /** Returns the entries, sorted by text. */
  Map<String, Node<T>> entries() {
    return sorted;
  }

  /** May be wrong where the length is that of a text but for a multiple of 64. */
  private boolean hasLength(int length) {
    return (lengths & 1L << length) != 0;
  }

  @SuppressWarnings("unchecked") // Behind each text there is a node.
  private @Nullable Node<T> findInTable(String text, int start, int end) {
    int slot = slot(text, start, end);
    for (Object key = table[slot]; key != null; key = table[slot]) {
      if (isAt((String) key, text, start, end)) {
        return (Node<T>) table[slot + 1];
      }
      slot = next(slot);
    }
    return null;
  }

  private void put(String key, Node<T> node) {
    int slot = slot(key, 0, key.length());
    while (table[slot] != null) {
      slot = next(slot);
    }
    table[slot] = shared(key);
    table[slot + 1] = node;
  }

  private int slot(String text, int start, int end) {
    return 2 * home(text, start, end, shift);
  }

  /**
   * Returns where a text belongs in a table of {@code 1 << 32 - shift} places. The sums of numbered names are neighbours,
   * and would stand in long rows that have to be searched; the golden ratio puts neighbours far apart.
   */
  static int home(String text, int start, int end, int shift) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash * GOLDEN_RATIO >>> shift;
  }

  private int next(int slot) {
    return slot + 2 & table.length - 1;
  }

  private static boolean isAt(String key, String text, int start, int end) {
    int length = end - start;
    return key.length() == length && text.startsWith(key, start);
  }

  /** The same text below many nodes, as {@code /users/{id}/roles} and {@code /groups/{id}/roles} have it, is fetched once. */
  private static String shared(String key) {
    return key.intern();
  }
}
