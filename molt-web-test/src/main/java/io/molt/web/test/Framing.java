package io.molt.web.test;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Finds the elements in a stream of bytes, where its media type puts them. */
interface Framing {
  /**
   * A piece of the stream.
   *
   * @param end where it ends, with all that separates it from the next
   * @param element the element in it, or null if it is nothing but separators or comments
   */
  record Cut(int end, @Nullable String element) {}

  /**
   * Returns the first piece, or null if it is not all there.
   *
   * @param last whether nothing will come after {@code to}
   */
  @Nullable Cut cut(byte[] bytes, int from, int to, boolean last);

  /** Returns the framing of a media type, or null if it has no elements. */
  static @Nullable Framing of(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType.split(";", 2)[0].strip();
    return switch (type) {
      case "application/x-ndjson" -> new Lines();
      case "text/event-stream" -> new Events();
      case "application/json" -> new ArrayElements();
      default -> null;
    };
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /** One element a line (NDJSON). */
  final class Lines implements Framing {
    @Override
    public @Nullable Cut cut(byte[] bytes, int from, int to, boolean last) {
      for (int i = from; i < to; i++) {
        if (bytes[i] == '\n') {
          return line(bytes, from, i + 1);
        }
      }
      return last ? line(bytes, from, to) : null;
    }

    private static Cut line(byte[] bytes, int from, int to) {
      String line = text(bytes, from, to);
      return new Cut(to, line.isBlank() ? null : line.strip());
    }
  }

  /** Server-sent events: blocks of lines, each ended by an empty line; comments count for nothing. */
  final class Events implements Framing {
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private boolean begun;

    @Override
    public @Nullable Cut cut(byte[] bytes, int from, int to, boolean last) {
      boolean lineIsEmpty = true;
      for (int i = from; i < to; i++) {
        boolean lineEnds = bytes[i] == '\n' || bytes[i] == '\r';
        if (lineEnds && lineIsEmpty) {
          return block(bytes, from, i + 1);
        }
        // CR and LF together are one end; where the block is cut between them, an empty line is
        // left.
        i += bytes[i] == '\r' && i + 1 < to && bytes[i + 1] == '\n' ? 1 : 0;
        lineIsEmpty = lineEnds;
      }
      // An event without its empty line is not one (WHATWG HTML): what is left at the end is
      // dropped.
      return last ? new Cut(to, null) : null;
    }

    private Cut block(byte[] bytes, int from, int to) {
      String all = text(bytes, from, to);
      String block = !begun && all.startsWith(BYTE_ORDER_MARK) ? all.substring(1) : all;
      begun = true;
      boolean comment = block.lines().allMatch(line -> line.isEmpty() || line.startsWith(":"));
      return new Cut(to, comment ? null : block);
    }
  }

  /** The elements of a JSON array, one by one as they arrive. */
  final class ArrayElements implements Framing {
    private boolean opened;

    @Override
    public @Nullable Cut cut(byte[] bytes, int from, int to, boolean last) {
      int at = from;
      while (at < to && isSeparator(bytes[at])) {
        opened |= bytes[at] == '[';
        at++;
      }
      if (at == to || bytes[at] == ']') {
        return at > from || at < to ? new Cut(Math.min(at + 1, to), null) : null;
      }
      int end = endOfValue(bytes, at, to);
      return end < 0 ? unfinished(at, from) : new Cut(end, text(bytes, at, end).strip());
    }

    /** Takes the separators off, so that the opening bracket is not met twice. */
    private static @Nullable Cut unfinished(int valueAt, int from) {
      return valueAt > from ? new Cut(valueAt, null) : null;
    }

    private boolean isSeparator(byte b) {
      return b == ' ' || b == '\t' || b == '\r' || b == '\n' || b == ',' || (b == '[' && !opened);
    }

    /** Returns where the value ends: a number or word is whole only once something follows it. */
    private static int endOfValue(byte[] bytes, int start, int to) {
      int depth = 0;
      for (int i = start; i < to; i++) {
        byte b = bytes[i];
        if (b == '"') {
          i = endOfString(bytes, i, to);
        } else if (b == '[' || b == '{') {
          depth++;
        } else if (depth == 0 && (b == ',' || b == ']')) {
          return i;
        } else if (b == ']' || b == '}') {
          depth--;
        }
        boolean closed = i < to && (bytes[i] == '"' || bytes[i] == ']' || bytes[i] == '}');
        if (closed && depth == 0) {
          return i + 1;
        }
      }
      return -1;
    }

    private static int endOfString(byte[] bytes, int open, int to) {
      int i = open + 1;
      while (i < to && bytes[i] != '"') {
        i += bytes[i] == '\\' ? 2 : 1;
      }
      return i;
    }
  }
}
