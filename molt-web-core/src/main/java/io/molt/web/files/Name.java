package io.molt.web.files;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a file below a root, which has been found harmless on every system: what could lead out of the root, name a
 * device or a stream, or mean another file than it says, is no name. Nor is what is hidden, but for {@code .well-known}.
 *
 * @param segments the directories, then the file; none for the root itself
 */
record Name(List<String> segments) {
  private static final String FORBIDDEN = "/\\:*?\"<>|";
  private static final String WELL_KNOWN = ".well-known";
  private static final Pattern DEVICE = Pattern.compile(
      "(CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(COM|LPT)[0-9\u00b9\u00b2\u00b3])( *\\..*)?");
  private static final Set<String> DOTS = Set.of(".", "..");

  /** Returns the name that a raw path spells, each segment decoded once, or null if it is none. */
  static @Nullable Name ofRaw(String rawPath) {
    List<String> segments = new ArrayList<>();
    if (rawPath.isEmpty()) {
      return new Name(segments);
    }
    String whole = isDirectory(rawPath) ? rawPath.substring(0, rawPath.length() - 1) : rawPath;
    for (String raw : whole.split("/", -1)) {
      // Split first, decode last, and only once: an escaped slash is data, and so is an escaped
      // escape.
      String segment = decoded(raw);
      if (!isHarmless(segment)) {
        return null;
      }
      segments.add(segment);
    }
    return new Name(segments);
  }

  /** Returns whether a raw path means a directory: the root, or with a slash at its end. */
  static boolean isDirectory(String rawPath) {
    return rawPath.isEmpty() || rawPath.endsWith("/");
  }

  /** Returns whether a raw path may be that of a page: nothing in it is hidden, and its last part has no dot, as a file's would. */
  static boolean isPage(String rawPath) {
    String path = "/" + decoded(rawPath);
    String last = path.substring(path.lastIndexOf('/', path.length() - 2) + 1);
    return last.indexOf('.') < 0
        && !path.contains("/.")
        && !path.contains("//")
        && path.chars().noneMatch(Character::isISOControl);
  }

  /** Returns whether a segment is one that may be served. */
  static boolean isHarmless(String segment) {
    return !segment.isEmpty()
        && !DOTS.contains(segment)
        && (segment.charAt(0) != '.' || segment.equals(WELL_KNOWN))
        // Windows drops them from the end of a name.
        && !segment.endsWith(".")
        && !segment.endsWith(" ")
        && segment.chars().allMatch(Name::isHarmless)
        && !DEVICE.matcher(segment.toUpperCase(Locale.ROOT)).matches();
  }

  /** Returns the name of something in this directory. */
  Name child(String file) {
    List<String> more = new ArrayList<>(segments);
    more.add(file);
    return new Name(more);
  }

  /** Returns the name with something appended to its last segment. */
  Name withSuffix(String suffix) {
    List<String> other = new ArrayList<>(segments);
    other.set(other.size() - 1, last() + suffix);
    return new Name(other);
  }

  /** Returns the last segment, or an empty one for the root. */
  String last() {
    return segments.isEmpty() ? "" : segments.get(segments.size() - 1);
  }

  /** Returns the segments with slashes between them. */
  @Override
  public String toString() {
    return String.join("/", segments);
  }

  private static String decoded(String raw) {
    return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static boolean isHarmless(int c) {
    return c >= ' ' && (c < 0x7f || c > 0x9f) && c != 0xfffd && FORBIDDEN.indexOf(c) < 0;
  }
}
