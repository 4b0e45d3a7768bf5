package io.molt.web.form;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Schedulers;

/**
 * A file that content is written to. Every method but {@link #abandon} blocks. Whatever it is doing when it is abandoned,
 * nothing is left of it afterwards.
 */
final class FileTarget {
  private static final Logger LOG = LoggerFactory.getLogger(FileTarget.class);
  private static final String PREFIX = "molt-";
  private static final String SUFFIX = ".part";

  private final Optional<Path> directory;
  private @Nullable Path path;
  private final boolean temporary;
  private @Nullable FileChannel channel;
  private boolean made;
  private volatile boolean used;
  private volatile boolean abandoned;

  private FileTarget(Optional<Path> directory, @Nullable Path path) {
    this.directory = directory;
    this.path = path;
    this.temporary = path == null;
  }

  /** Returns a file with a name that no other has, readable by nobody else where the file system knows of that. */
  static FileTarget temporary(Optional<Path> directory) {
    return new FileTarget(directory, null);
  }

  /** Returns a file that must not be there yet. */
  static FileTarget at(Path path) {
    return new FileTarget(Optional.empty(), path);
  }

  synchronized void write(byte[] bytes, int count) throws IOException {
    FileChannel to = open();
    ByteBuffer left = ByteBuffer.wrap(bytes, 0, count);
    while (left.hasRemaining()) {
      to.write(left);
    }
  }

  /** Closes the file, which is made if it has not been: content may be empty. */
  synchronized void close() throws IOException {
    open().close();
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
      Schedulers.boundedElastic().schedule(this::delete);
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
    Path at = path;
    if (at == null) {
      at = directory.isPresent()
          ? Files.createTempFile(directory.get(), PREFIX, SUFFIX)
          : Files.createTempFile(PREFIX, SUFFIX);
      path = at;
      made = true;
    }
    FileChannel opened = FileChannel.open(
        at,
        StandardOpenOption.WRITE,
        temporary ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.CREATE_NEW);
    channel = opened;
    made = true;
    return opened;
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
