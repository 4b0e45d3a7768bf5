package io.molt.web.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Names and values in turn in one array. */
final class FieldList implements Headers {
  static final FieldList EMPTY = new FieldList(new String[0]);

  private final String[] fields;

  private FieldList(String[] fields) {
    this.fields = fields;
  }

  static FieldList checked(String... fields) {
    if (fields.length % 2 != 0) {
      throw new IllegalArgumentException(
          "headers: " + fields.length + " strings (expected: name, value, name, value ...)");
    }
    String[] sound = fields.clone();
    for (int i = 0; i < sound.length; i += 2) {
      sound[i + 1] = sound(sound[i], sound[i + 1]);
    }
    return new FieldList(sound);
  }

  /** Returns one field whose name and value are known to be sound. */
  static FieldList trusted(String name, String value) {
    return new FieldList(new String[] {name, value});
  }

  static FieldList copyOf(Headers headers) {
    if (headers instanceof FieldList list) {
      return list;
    }
    List<String> copy = new ArrayList<>(headers.size() * 2);
    headers.forEach((name, value) -> {
      copy.add(name);
      copy.add(value);
    });
    return new FieldList(copy.toArray(String[]::new));
  }

  @Override
  public @Nullable String get(String name) {
    int at = indexOf(name);
    return at < 0 ? null : fields[at + 1];
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super String> consumer) {
    for (int i = 0; i < fields.length; i += 2) {
      consumer.accept(fields[i], fields[i + 1]);
    }
  }

  @Override
  public int size() {
    return fields.length / 2;
  }

  @Override
  public Headers with(String name, String value) {
    return indexOf(name) < 0 ? withAdded(name, value) : without(name).withAdded(name, value);
  }

  @Override
  public Headers withAdded(String name, String value) {
    String[] copy = Arrays.copyOf(fields, fields.length + 2);
    copy[fields.length] = name;
    copy[fields.length + 1] = sound(name, value);
    return new FieldList(copy);
  }

  @Override
  public Headers without(String name) {
    if (indexOf(name) < 0) {
      return this;
    }
    List<String> rest = new ArrayList<>(fields.length);
    forEach((field, value) -> {
      if (!field.equalsIgnoreCase(name)) {
        rest.add(field);
        rest.add(value);
      }
    });
    return new FieldList(rest.toArray(String[]::new));
  }

  /** Returns the fields one a line, as they go over the wire. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    forEach((name, value) -> out.append(name).append(": ").append(value).append('\n'));
    return out.toString();
  }

  private int indexOf(String name) {
    for (int i = 0; i < fields.length; i += 2) {
      if (fields[i].equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  /** Returns the value without the space around it, which no recipient sees (RFC 9110 section 5.5). */
  private static String sound(String name, String value) {
    Tokens.require("header name", name);
    Tokens.requireFieldValue(name, value);
    return Tokens.withoutSpaceAround(value);
  }
}
