package io.molt.web.server;

import io.molt.web.http.Headers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A view over the fields of a request that came on a stream of HTTP/2 or HTTP/3; nothing is copied. Pseudo-header fields
 * are left out, but for {@code :authority}, which is seen as {@code host}: handlers need not know the protocol.
 */
final class StreamHeaders implements Headers {
  private static final String HOST = "host";

  private final io.netty.handler.codec.Headers<CharSequence, CharSequence, ?> fields;
  private final String authority;

  StreamHeaders(
      io.netty.handler.codec.Headers<CharSequence, CharSequence, ?> fields, String authority) {
    this.fields = fields;
    this.authority = authority;
  }

  @Override
  public @Nullable String get(String name) {
    if (name.equalsIgnoreCase(HOST)) {
      return authority;
    }
    CharSequence value = isRegular(name) ? fields.get(lower(name)) : null;
    return value == null ? null : value.toString();
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super String> consumer) {
    consumer.accept(HOST, authority);
    Iterator<? extends Map.Entry<CharSequence, CharSequence>> all = fields.iterator();
    while (all.hasNext()) {
      Map.Entry<CharSequence, CharSequence> field = all.next();
      String name = field.getKey().toString();
      if (isRegular(name) && !name.equals(HOST)) {
        consumer.accept(name, field.getValue().toString());
      }
    }
  }

  @Override
  public int size() {
    int[] count = {0};
    forEach((name, value) -> count[0]++);
    return count[0];
  }

  @Override
  public List<String> all(String name) {
    if (name.equalsIgnoreCase(HOST)) {
      return List.of(authority);
    }
    List<String> values = new ArrayList<>(2);
    if (isRegular(name)) {
      fields.getAll(lower(name)).forEach(value -> values.add(value.toString()));
    }
    return values;
  }

  /** Returns the fields one a line. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    forEach((name, value) -> out.append(name).append(": ").append(value).append('\n'));
    return out.toString();
  }

  private static boolean isRegular(String name) {
    return !name.startsWith(":");
  }

  /** Returns the name as it is sent: in lower case (RFC 9113 section 8.2.1). */
  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
