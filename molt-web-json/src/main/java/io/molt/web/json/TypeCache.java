package io.molt.web.json;

import java.lang.reflect.Type;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** One value per type, remembered for the first thousand types and made anew for any after them. */
final class TypeCache<V> {
  private static final int MAX_SIZE = 1024;

  private final ConcurrentHashMap<Type, V> values = new ConcurrentHashMap<>();
  private final Function<Type, V> make;

  TypeCache(Function<Type, V> make) {
    this.make = make;
  }

  V get(Type type) {
    V known = values.get(type);
    return known != null ? known : make(type);
  }

  private V make(Type type) {
    // Made outside the map's lock: Jackson may take long over a type that it sees for the first
    // time.
    V made = make.apply(type);
    if (values.size() < MAX_SIZE) {
      values.putIfAbsent(type, made);
    }
    return made;
  }
}
