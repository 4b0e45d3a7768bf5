package io.molt.web.codec;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The media types of files by their names, those that browsers care for. The JDK's own table differs by version. */
final class FileTypes {
  private static final Map<String, MediaType> BY_SUFFIX = table();

  private FileTypes() {}

  /** Returns the type that the name's suffix stands for, or {@code application/octet-stream}. */
  static MediaType of(String name) {
    String suffix = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return name.indexOf('.') < 0
        ? MediaType.OCTET_STREAM
        : BY_SUFFIX.getOrDefault(suffix, MediaType.OCTET_STREAM);
  }

  private static Map<String, MediaType> table() {
    Map<String, MediaType> table = new HashMap<>();
    add(table, "text/html", "html", "htm");
    add(table, "text/css", "css");
    add(table, "text/javascript", "js", "mjs");
    add(table, "text/plain", "txt", "text", "log");
    add(table, "text/csv", "csv");
    add(table, "text/markdown", "md");
    add(table, "application/json", "json", "map");
    add(table, "application/manifest+json", "webmanifest");
    add(table, "application/xml", "xml");
    add(table, "application/xhtml+xml", "xhtml");
    add(table, "application/wasm", "wasm");
    add(table, "application/pdf", "pdf");
    add(table, "application/zip", "zip");
    add(table, "application/gzip", "gz");
    add(table, "application/x-tar", "tar");
    add(table, "image/svg+xml", "svg");
    add(table, "image/png", "png");
    add(table, "image/jpeg", "jpg", "jpeg");
    add(table, "image/gif", "gif");
    add(table, "image/webp", "webp");
    add(table, "image/avif", "avif");
    add(table, "image/bmp", "bmp");
    add(table, "image/vnd.microsoft.icon", "ico");
    add(table, "font/woff", "woff");
    add(table, "font/woff2", "woff2");
    add(table, "font/ttf", "ttf");
    add(table, "font/otf", "otf");
    add(table, "audio/mpeg", "mp3");
    add(table, "audio/ogg", "ogg");
    add(table, "audio/wav", "wav");
    add(table, "audio/mp4", "m4a");
    add(table, "audio/flac", "flac");
    add(table, "audio/aac", "aac");
    add(table, "video/mp4", "mp4", "m4v");
    add(table, "video/webm", "webm");
    add(table, "video/ogg", "ogv");
    add(table, "video/quicktime", "mov");
    add(table, "text/vtt", "vtt");
    add(table, "text/calendar", "ics");
    add(table, "application/atom+xml", "atom");
    add(table, "application/rss+xml", "rss");
    add(table, "application/ld+json", "jsonld");
    add(table, "application/geo+json", "geojson");
    add(table, "application/yaml", "yaml", "yml");
    add(table, "application/rtf", "rtf");
    add(table, "application/epub+zip", "epub");
    add(table, "application/zstd", "zst");
    add(table, "image/apng", "apng");
    add(table, "image/tiff", "tif", "tiff");
    add(table, "image/jxl", "jxl");
    add(table, "image/heic", "heic");
    add(table, "font/collection", "ttc");
    add(table, "model/gltf-binary", "glb");
    add(table, "model/gltf+json", "gltf");
    return Map.copyOf(table);
  }

  private static void add(Map<String, MediaType> table, String mediaType, String... suffixes) {
    for (String suffix : suffixes) {
      table.put(suffix, MediaType.parse(mediaType));
    }
  }
}
