package io.molt.web.files;

import java.util.List;

/**
 * A content coding that files are stored in beside the files themselves.
 *
 * @param token its name in {@code Content-Encoding}
 * @param suffix what the names of such files end in
 */
record Coding(String token, String suffix) {
  /** Those that are known, the one that makes the smallest files first. */
  static final List<Coding> ALL =
      List.of(new Coding("br", ".br"), new Coding("zstd", ".zst"), new Coding("gzip", ".gz"));
}
