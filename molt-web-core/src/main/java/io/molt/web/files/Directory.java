package io.molt.web.files;

import io.molt.web.http.Body;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Files below a directory. Links are followed where they stay below it. */
final class Directory implements Source {
  private final Path root;

  Directory(Path root) {
    this.root = root;
  }

  @Override
  public @Nullable Resource find(Name name) throws IOException {
    Path file = real(name);
    BasicFileAttributes attributes = file == null ? null : attributes(file);
    if (file == null || attributes == null || !attributes.isRegularFile()) {
      return null;
    }
    return Resource.ofTime(
        attributes.size(),
        attributes.lastModifiedTime().toInstant(),
        (position, length) -> new Body.File(file, position, length));
  }

  /** Returns where the file really is, or null if that is nowhere, or not below the root, or hidden there. */
  private @Nullable Path real(Name name) throws IOException {
    try {
      // Looked at each time, since a root may be a link that is changed when a new version is put
      // in its place.
      Path realRoot = root.toRealPath();
      Path real = realRoot.resolve(name.toString()).toRealPath();
      return real.startsWith(realRoot) && isShown(realRoot.relativize(real)) ? real : null;
    } catch (AccessDeniedException ours) {
      throw ours;
    } catch (FileSystemException | InvalidPathException absent) {
      return null;
    }
  }

  /** Returns whether every part would be served under its own name, too: a link must not lead into what is hidden. */
  private static boolean isShown(Path below) {
    return below.toString().isEmpty()
        || StreamSupport.stream(below.spliterator(), false)
            .allMatch(part -> Name.isHarmless(part.toString()));
  }

  private static @Nullable BasicFileAttributes attributes(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class);
    } catch (AccessDeniedException ours) {
      throw ours;
    } catch (FileSystemException goneMeanwhile) {
      return null;
    }
  }
}
