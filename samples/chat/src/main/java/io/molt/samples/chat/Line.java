package io.molt.samples.chat;

import java.time.Instant;
import java.util.Optional;

/** What somebody said in a room, or the file that somebody shared there. */
record Line(String from, String text, Optional<Shared> file, Instant at) {

  /** A file as the others see it. */
  record Shared(String id, String name, long size) {}

  /** A line with the id that it has in its room. */
  record Numbered(String id, Line line) {}
}
