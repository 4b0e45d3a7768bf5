package io.molt.web.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Has the system read parts of a file into its cache, and waits for that. With a channel of its own: a thread that is
 * interrupted closes the channel that it reads from, and from none that is closed may anything be sent.
 */
final class FileReadAhead implements AutoCloseable {
  // The smallest there are: looking at one byte of each brings all of it in.
  private static final int PAGE = 4096;
  // What is sent to it is read, and never copied.
  private static final Path NOTHING = Path.of("/dev/null");

  private final FileChannel file;
  private final @Nullable FileChannel nothing;
  private final ByteBuffer look = ByteBuffer.allocate(1);

  FileReadAhead(Path path) throws IOException {
    this.file = FileChannel.open(path, StandardOpenOption.READ);
    this.nothing = nothing();
  }

  /**
   * Waits until that part is in the cache.
   *
   * @throws IOException also if the file ends before
   */
  void read(long from, long to) throws IOException {
    if (nothing != null) {
      file.transferTo(from, to - from, nothing);
    } else {
      lookAtPages(from, to);
    }
    if (file.read(look.clear(), to - 1) < 0) {
      throw new IOException("file ended at " + file.size() + " (expected: " + to
          + " bytes or more, as when it was looked at)");
    }
  }

  @Override
  public void close() throws IOException {
    try {
      file.close();
    } finally {
      if (nothing != null) {
        nothing.close();
      }
    }
  }

  private void lookAtPages(long from, long to) throws IOException {
    for (long at = from; at < to; at += PAGE) {
      file.read(look.clear(), at);
    }
  }

  /** Returns what can be written to without a copy, or null if this system has no such thing. */
  private static @Nullable FileChannel nothing() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return null;
    }
    try {
      return FileChannel.open(NOTHING, StandardOpenOption.WRITE);
    } catch (IOException absent) {
      return null;
    }
  }
}
