package io.molt.web.files;

import io.molt.web.http.Body;
import io.molt.web.http.ByteRanges;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Files below a directory. Links are followed where they stay below it. */
final class Directory implements Source {
  // Builds that can be repeated give all files one time, at the start of 1970 or of 1980: it is the
  // same whatever has changed in them.
  private static final Instant EARLIEST = Instant.parse("1980-01-03T00:00:00Z");
  private static final String UNIX = "unix";

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
    if (!Files.isReadable(file)) {
      throw new AccessDeniedException(name.toString());
    }
    return resource(file, attributes);
  }

  private static Resource resource(Path file, BasicFileAttributes attributes) throws IOException {
    ByteRanges.Source source = (position, length) -> new Body.File(file, position, length);
    Instant written = attributes.lastModifiedTime().toInstant();
    return written.isBefore(EARLIEST) && tellsChange(file)
        ? Resource.ofChange(attributes.size(), changed(file), source)
        : Resource.ofTime(attributes.size(), written, source);
  }

  private static boolean tellsChange(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains(UNIX);
  }

  /** Returns when the file was put where it is, or changed there; nothing but the system's clock sets that time. */
  private static Instant changed(Path file) throws IOException {
    return ((FileTime) Files.getAttribute(file, UNIX + ":ctime")).toInstant();
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
