package io.molt.web.files;

import io.molt.web.http.Body;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.JarEntry;
import org.jspecify.annotations.Nullable;

/** Files that lie on a class path, in directories and in jars, or in one jar. */
final class ClassPath implements Source {
  private final Locator locator;
  private final String root;

  /** Creates one for what lies below {@code root}, which has no slash at either end; empty for everything. */
  ClassPath(Locator locator, String root) {
    this.locator = locator;
    this.root = root;
  }

  @Override
  public @Nullable Resource find(Name name) throws IOException {
    URL url = name.segments().isEmpty() ? null : locator.locate(path(name));
    if (url == null) {
      return null;
    }
    return url.getProtocol().equals("file") ? directory(url, name).find(name) : inJar(url);
  }

  private String path(Name name) {
    return root.isEmpty() ? name.toString() : root + "/" + name;
  }

  /** Returns the directory that the root is where the file was found. */
  private static Directory directory(URL url, Name name) throws IOException {
    try {
      Path directory = Path.of(url.toURI());
      for (int i = 0; i < name.segments().size(); i++) {
        directory = Objects.requireNonNull(directory.getParent(), "a file is in a directory");
      }
      return new Directory(directory);
    } catch (URISyntaxException malformed) {
      throw new IOException("class path: " + url + " (expected: the URL of a file)", malformed);
    }
  }

  private static @Nullable Resource inJar(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    JarEntry entry = connection instanceof JarURLConnection jar ? entry(jar) : null;
    if (entry == null || entry.isDirectory() || entry.getSize() < 0) {
      return null;
    }
    // Builds that can be repeated give every entry the same time, whatever has changed in it.
    return Resource.ofDigest(
        entry.getSize(),
        entry.getCrc(),
        (position, length) -> Body.stream(StreamChunks.read(url, position, length), length));
  }

  private static @Nullable JarEntry entry(JarURLConnection jar) throws IOException {
    try {
      return jar.getJarEntry();
    } catch (FileNotFoundException absent) {
      return null;
    }
  }
}
