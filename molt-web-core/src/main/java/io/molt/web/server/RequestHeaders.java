package io.molt.web.server;

import io.molt.web.http.Headers;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A view over the fields that the codec decoded; nothing is copied. */
final class RequestHeaders implements Headers {
  private final HttpHeaders fields;

  RequestHeaders(HttpHeaders fields) {
    this.fields = fields;
  }

  @Override
  public @Nullable String get(String name) {
    return fields.get(name);
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super String> consumer) {
    Iterator<Map.Entry<CharSequence, CharSequence>> entries = fields.iteratorCharSequence();
    while (entries.hasNext()) {
      Map.Entry<CharSequence, CharSequence> field = entries.next();
      consumer.accept(field.getKey().toString(), field.getValue().toString());
    }
  }

  @Override
  public int size() {
    return fields.size();
  }

  @Override
  public boolean contains(String name) {
    return fields.contains(name);
  }

  @Override
  public List<String> all(String name) {
    return fields.getAll(name);
  }

  /** Returns the fields one a line, as they came over the wire. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    forEach((name, value) -> out.append(name).append(": ").append(value).append('\n'));
    return out.toString();
  }
}
