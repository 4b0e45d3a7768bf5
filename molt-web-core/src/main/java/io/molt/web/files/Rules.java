package io.molt.web.files;

import io.molt.web.codec.MediaType;
import io.molt.web.http.CacheControl;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How files are sent.
 *
 * @param cacheControl for files without a fingerprint
 * @param fingerprints tells which paths have one
 * @param precompressed whether there may be compressed ones beside
 * @param index the name of the file that stands for its directory, or empty
 * @param fallback what is sent in the place of pages that are not there, or null
 * @param types media types by suffix, before those that are known anyway
 */
record Rules(
    CacheControl cacheControl,
    Predicate<String> fingerprints,
    boolean precompressed,
    String index,
    @Nullable Name fallback,
    Map<String, MediaType> types) {
  static final Rules DEFAULTS =
      new Rules(CacheControl.noCache(), path -> false, false, "index.html", null, Map.of());

  Rules withCacheControl(CacheControl other) {
    return new Rules(other, fingerprints, precompressed, index, fallback, types);
  }

  Rules withFingerprints(Predicate<String> other) {
    return new Rules(cacheControl, other, precompressed, index, fallback, types);
  }

  Rules withPrecompressed(boolean other) {
    return new Rules(cacheControl, fingerprints, other, index, fallback, types);
  }

  Rules withIndex(String other) {
    return new Rules(cacheControl, fingerprints, precompressed, other, fallback, types);
  }

  Rules withFallback(Name other) {
    return new Rules(cacheControl, fingerprints, precompressed, index, other, types);
  }

  Rules withType(String suffix, MediaType type) {
    Map<String, MediaType> more = new HashMap<>(types);
    more.put(suffix, type);
    return new Rules(cacheControl, fingerprints, precompressed, index, fallback, Map.copyOf(more));
  }

  CacheControl cacheControl(Name name) {
    return fingerprints.test(name.toString()) ? CacheControl.immutable() : cacheControl;
  }

  /** Returns the media type; text is in UTF-8, which browsers would not take for granted. */
  MediaType type(Name name) {
    String file = name.last();
    String suffix = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    MediaType own = file.indexOf('.') < 0 ? null : types.get(suffix);
    if (own != null) {
      return own;
    }
    MediaType known = MediaType.ofFile(file);
    return known.type().equals("text")
        ? known.with("charset", StandardCharsets.UTF_8.name().toLowerCase(Locale.ROOT))
        : known;
  }
}
