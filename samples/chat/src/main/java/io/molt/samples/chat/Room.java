package io.molt.samples.chat;

import io.molt.samples.chat.Line.Numbered;
import io.molt.web.http.ServerSentEvent;
import io.molt.web.sse.Overflow;
import io.molt.web.sse.Topic;
import io.molt.web.sse.TopicOptions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** The newest lines of a room, and who is there. */
final class Room {
  /** How many lines a room keeps. */
  static final int KEPT = 100;

  // No line has it: who comes with this id gets all that is kept.
  private static final String BEFORE_ALL = "0";

  record Present(List<String> names) {}

  private final Topic lines = Topic.create(TopicOptions.defaults().withCapacity(KEPT));
  private final Topic presence = Topic.create(TopicOptions.defaults().withCapacity(1));
  // How many sessions each has: somebody may have several pages open.
  private final Map<String, Integer> sessions = new TreeMap<>();

  Room() {
    presence.publish(new Present(List.of()));
  }

  /** Says a line to all. */
  void say(Line line) {
    lines.publish(line);
  }

  /** Returns the lines after the one of that id, or all that are kept, and then new ones as they come. */
  Flux<Numbered> lines(Optional<String> after) {
    return lines
        .events(Optional.of(after.orElse(BEFORE_ALL)), Overflow.DROP_OLDEST)
        .mapNotNull(Room::numbered);
  }

  /** Returns who is there, now and whenever that changes. */
  Flux<ServerSentEvent> presence() {
    return presence.events(Optional.empty(), Overflow.LATEST_ONLY);
  }

  void enter(String name) {
    count(name, 1);
  }

  void leave(String name) {
    count(name, -1);
  }

  /** Returns whether nobody would miss it. */
  synchronized boolean isEmpty() {
    return sessions.isEmpty() && lines.subscribers() == 0 && presence.subscribers() == 0;
  }

  // Publishes under the lock: else an older state could be told after a newer one.
  private synchronized void count(String name, int change) {
    sessions.merge(name, change, (before, one) -> before + one == 0 ? null : before + one);
    presence.publish(new Present(List.copyOf(sessions.keySet())));
  }

  private static @Nullable Numbered numbered(ServerSentEvent event) {
    return event.data() instanceof Line line
        ? new Numbered(Objects.requireNonNull(event.id(), "the id of a line"), line)
        : null;
  }
}
