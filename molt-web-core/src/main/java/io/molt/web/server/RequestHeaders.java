package io.molt.web.server;

import io.molt.web.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a section as they came over the wire (RFC 9112 section 5): its octets, and where in them names and values
 * stand. A name or a value becomes text when somebody asks for it. Octets above ASCII count as ISO-8859-1.
 */
final class RequestHeaders implements Headers {
  private static final byte[] NO_OCTETS = {};
  private static final int[] NO_PLACES = {};
  // Where a name begins and ends, and where its value does.
  private static final int PLACES = 4;
  private static final int NAME_END = 1;
  private static final int VALUE = 2;
  private static final int VALUE_END = 3;
  // Of a section that is one of many like it.
  private static final int USUAL_FIELD = 48;
  private static final int FEW_FIELDS = 4;

  private byte[] octets = NO_OCTETS;
  private int[] places = NO_PLACES;
  private int size;
  // A bit for each length that a name has: most lookups are for fields that are not there.
  private long lengths;

  /**
   * Adds octets that have come, whose fields are then to be {@linkplain #add added}; they must not change any more.
   *
   * @return by how much the places in them are shifted
   */
  int take(byte[] more) {
    int before = octets.length;
    if (before == 0) {
      octets = more;
      places = new int[PLACES * (FEW_FIELDS + more.length / USUAL_FIELD)];
    } else {
      octets = Arrays.copyOf(octets, before + more.length);
      System.arraycopy(more, 0, octets, before, more.length);
    }
    return before;
  }

  /** Adds a field, given where its name and its value stand. */
  void add(int name, int nameEnd, int value, int valueEnd) {
    int at = size * PLACES;
    if (at == places.length) {
      places = Arrays.copyOf(places, 2 * at);
    }
    places[at] = name;
    places[at + NAME_END] = nameEnd;
    places[at + VALUE] = value;
    places[at + VALUE_END] = valueEnd;
    lengths |= 1L << (nameEnd - name);
    size++;
  }

  @Override
  public @Nullable String get(String name) {
    int field = indexOf(name, 0);
    return field < 0 ? null : value(field);
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super String> consumer) {
    for (int field = 0; field < size; field++) {
      consumer.accept(name(field), value(field));
    }
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public boolean contains(String name) {
    return indexOf(name, 0) >= 0;
  }

  @Override
  public List<String> all(String name) {
    int field = indexOf(name, 0);
    if (field < 0) {
      return List.of();
    }
    List<String> values = new ArrayList<>(2);
    for (; field >= 0; field = indexOf(name, field + 1)) {
      values.add(value(field));
    }
    return values;
  }

  /** Returns what the only Content-Length field says; 0 if there is none (RFC 9112 section 6.3). */
  long length() {
    int field = indexOfOnly("content-length", "Content-Length");
    if (field < 0) {
      return 0;
    }
    int at = field * PLACES;
    return Framing.number(octets, places[at + VALUE], places[at + VALUE_END]);
  }

  /**
   * Requires that there is one Host field, and in it a host and a port at most; in HTTP/1.0 it may be missing (RFC 9112
   * section 3.2).
   */
  void requireHost(boolean http10) {
    int field = indexOfOnly("host", "Host");
    if (field < 0 && !http10) {
      throw Refusal.malformed("There is no Host field (expected: one).");
    }
    if (field >= 0 && !isPlainHost(field)) {
      Authority.require(value(field));
    }
  }

  private boolean isPlainHost(int field) {
    int at = field * PLACES;
    return Authority.isPlain(octets, places[at + VALUE], places[at + VALUE_END]);
  }

  /**
   * Returns where the only field of that name is; -1 if there is none.
   *
   * @param wire how the field is written, for the client to read if there are several
   */
  private int indexOfOnly(String name, String wire) {
    int field = indexOf(name, 0);
    if (field >= 0 && indexOf(name, field + 1) >= 0) {
      throw Refusal.malformed("There is more than one " + wire + " field (expected: one).");
    }
    return field;
  }

  /** Returns the fields one a line, as they came over the wire. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    forEach((name, value) -> out.append(name).append(": ").append(value).append('\n'));
    return out.toString();
  }

  private int indexOf(String name, int from) {
    int length = name.length();
    if ((lengths >>> length & 1) == 0) {
      return -1;
    }
    for (int field = from; field < size; field++) {
      int at = field * PLACES;
      int start = places[at];
      if (places[at + NAME_END] - start == length && isAt(start, name, length)) {
        return field;
      }
    }
    return -1;
  }

  private boolean isAt(int start, String name, int length) {
    for (int i = 0; i < length; i++) {
      int octet = octets[start + i];
      int wanted = name.charAt(i);
      if (octet != wanted && Octets.lower(octet) != Octets.lower(wanted)) {
        return false;
      }
    }
    return true;
  }

  private String name(int field) {
    return text(field * PLACES);
  }

  private String value(int field) {
    return text(field * PLACES + VALUE);
  }

  private String text(int place) {
    int start = places[place];
    return new String(octets, start, places[place + 1] - start, StandardCharsets.ISO_8859_1);
  }
}
