package io.molt.web.form;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that content is written to. Every method but {@link #abandon} blocks. Whatever it is doing when it is abandoned,
 * nothing is left of it afterwards.
 */
final class FileTarget {
  private static final Logger LOG = LoggerFactory.getLogger(FileTarget.class);
  // The JDK copies what is written to memory off the heap, as much as it is given, and keeps that
  // with the thread.
  private static final int MOST = 128 * 1024;
  private static final String PREFIX = "molt-";
  private static final String SUFFIX = ".part";
  private static final Set<PosixFilePermission> OWNER =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private enum Kind {
    TEMPORARY,
    SECRET,
    ORDINARY
  }

  private final Kind kind;
  private final FormScope scope;
  private final Optional<Path> directory;
  private @Nullable Path path;
  private @Nullable FileChannel channel;
  private boolean made;
  private volatile boolean used;
  private volatile boolean abandoned;

  private FileTarget(Kind kind, FormScope scope, Optional<Path> directory, @Nullable Path path) {
    this.kind = kind;
    this.scope = scope;
    this.directory = directory;
    this.path = path;
  }

  /** Returns a file with a name that no other has, readable by nobody else where the file system knows of that. */
  static FileTarget temporary(Optional<Path> directory, FormScope scope) {
    return new FileTarget(Kind.TEMPORARY, scope, directory, null);
  }

  /** Returns a file that must not be there yet, readable by nobody else, as temporary ones are. */
  static FileTarget secret(Path path, FormScope scope) {
    return new FileTarget(Kind.SECRET, scope, Optional.empty(), path);
  }

  /** Returns a file that must not be there yet, readable by whom the process allows. */
  static FileTarget at(Path path, FormScope scope) {
    return new FileTarget(Kind.ORDINARY, scope, Optional.empty(), path);
  }

  synchronized void write(byte[] bytes, int count) throws IOException {
    FileChannel to = open();
    try {
      int at = 0;
      while (at < count) {
        at += to.write(ByteBuffer.wrap(bytes, at, Math.min(MOST, count - at)));
      }
    } catch (IOException failed) {
      throw new StorageException(failed);
    }
  }

  /** Closes the file, which is made if it has not been: content may be empty. */
  synchronized void close() throws IOException {
    FileChannel opened = open();
    try {
      opened.close();
    } catch (IOException failed) {
      throw new StorageException(failed);
    }
  }

  synchronized Path path() throws IOException {
    Path known = path;
    if (known == null || abandoned) {
      throw gone();
    }
    return known;
  }

  /** Has the file closed and deleted, on a thread that may block, if there is any. */
  void abandon() {
    abandoned = true;
    if (used) {
      scope.afterwards(this::delete);
    }
  }

  private FileChannel open() throws IOException {
    FileChannel known = channel;
    // In this order: either this sees that the file is abandoned, or the other that it is used.
    used = true;
    if (abandoned) {
      throw gone();
    }
    return known == null ? make() : known;
  }

  private FileChannel make() throws IOException {
    Path known = path;
    FileChannel opened = known == null ? makeTemporary() : make(known);
    channel = opened;
    made = true;
    return opened;
  }

  private FileChannel makeTemporary() throws StorageException {
    try {
      Path at = directory.isPresent()
          ? Files.createTempFile(directory.get(), PREFIX, SUFFIX)
          : Files.createTempFile(PREFIX, SUFFIX);
      path = at;
      made = true;
      return FileChannel.open(at, StandardOpenOption.WRITE);
    } catch (IOException failed) {
      throw new StorageException(failed);
    }
  }

  private FileChannel make(Path at) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    return kind == Kind.SECRET
            && at.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? FileChannel.open(at, options, PosixFilePermissions.asFileAttribute(OWNER))
        : FileChannel.open(at, options, new FileAttribute<?>[0]);
  }

  private synchronized void delete() {
    FileChannel open = channel;
    Path at = path;
    try {
      if (open != null) {
        open.close();
      }
      if (made && at != null) {
        Files.deleteIfExists(at);
      }
    } catch (IOException failed) {
      LOG.warn("the file {} could not be deleted", at, failed);
    }
  }

  private static IOException gone() {
    return new IOException("the file of a form is gone (expected: used before its request ends)");
  }
}
