package io.molt.samples.chat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Up to a hundred rooms: whoever asks for another has the one dropped that has been empty for longest. */
final class Rooms {
  /** How many rooms there may be. */
  static final int MOST = 100;

  // In the order of their last use.
  private final Map<String, Room> rooms = new LinkedHashMap<>(16, 0.75f, true);

  /** Returns the room of that name, or empty if there is none, and no place for it: all others are in use. */
  synchronized Optional<Room> find(String name) {
    Room known = rooms.get(name);
    return known == null && !makePlace()
        ? Optional.empty()
        : Optional.of(known == null ? open(name) : known);
  }

  private Room open(String name) {
    Room room = new Room();
    rooms.put(name, room);
    return room;
  }

  private boolean makePlace() {
    if (rooms.size() < MOST) {
      return true;
    }
    String unused = firstEmpty();
    return unused != null && rooms.remove(unused) != null;
  }

  private @Nullable String firstEmpty() {
    return rooms.entrySet().stream()
        .filter(room -> room.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }
}
