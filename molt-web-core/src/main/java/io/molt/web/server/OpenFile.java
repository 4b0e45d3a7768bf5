package io.molt.web.server;

import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that is open as long as somebody has use for it: its number must not be another's while it is sent. */
final class OpenFile extends AbstractReferenceCounted {
  private static final Logger LOG = LoggerFactory.getLogger(OpenFile.class);

  private final RandomAccessFile file;

  /** Opens a file of the default file system; may wait for the disk. */
  OpenFile(Path path) throws IOException {
    // The channels of this class have the number that native transports look for, whatever provider
    // made the path.
    this.file = new RandomAccessFile(path.toFile(), "r");
  }

  FileChannel channel() {
    return file.getChannel();
  }

  @Override
  public ReferenceCounted touch(Object hint) {
    return this;
  }

  @Override
  protected void deallocate() {
    try {
      file.close();
    } catch (IOException failed) {
      LOG.warn("A file that was sent could not be closed", failed);
    }
  }
}
