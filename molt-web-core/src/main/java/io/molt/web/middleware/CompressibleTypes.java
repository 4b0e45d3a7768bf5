package io.molt.web.middleware;

import io.molt.web.codec.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The media types whose content gets smaller when it is compressed. */
final class CompressibleTypes {
  static final CompressibleTypes KNOWN = new CompressibleTypes(
      List.of(),
      List.of(
          MediaType.of("text", "*"),
          MediaType.NDJSON,
          MediaType.of("application", "javascript"),
          MediaType.of("application", "wasm"),
          MediaType.of("font", "ttf"),
          MediaType.of("font", "otf")));

  private static final Set<String> ELEMENTS = Set.of("x-ndjson", "ndjson", "jsonl", "x-jsonlines");

  private final List<MediaType> added;
  private final List<MediaType> known;

  private CompressibleTypes(List<MediaType> added, List<MediaType> known) {
    this.added = added;
    this.known = known;
  }

  CompressibleTypes with(List<MediaType> ranges) {
    List<MediaType> all = new ArrayList<>(added);
    all.addAll(ranges);
    return new CompressibleTypes(List.copyOf(all), known);
  }

  boolean include(@Nullable MediaType type) {
    return type != null && (isAmong(added, type) || isKnown(type));
  }

  /** Returns whether content of the type is elements, one after the other, each of which is worth something on its own. */
  static boolean hasElements(@Nullable MediaType type) {
    return type != null
        && (type.sameTypeAs(MediaType.EVENT_STREAM)
            || ELEMENTS.contains(type.subtype())
            // JSON text sequences (RFC 7464), CBOR sequences (RFC 8742).
            || type.subtype().endsWith("-seq"));
  }

  private boolean isKnown(MediaType type) {
    // A compressor for each client that listens, for as long as it does, is to be somebody's wish.
    return !type.sameTypeAs(MediaType.EVENT_STREAM)
        && (type.hasSuffix("json") || type.hasSuffix("xml") || isAmong(known, type));
  }

  private static boolean isAmong(List<MediaType> ranges, MediaType type) {
    for (MediaType range : ranges) {
      if (range.includes(type)) {
        return true;
      }
    }
    return false;
  }
}
