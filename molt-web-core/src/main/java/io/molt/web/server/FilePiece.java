package io.molt.web.server;

import io.netty.channel.DefaultFileRegion;
import java.io.IOException;

/** A piece of a file that a socket takes from the cache of the system, without its bytes passing through this process. */
final class FilePiece extends DefaultFileRegion {
  private final OpenFile file;

  /** Creates one that keeps the file open until it is released. */
  FilePiece(OpenFile file, long position, long count) {
    super(file.channel(), position, count);
    this.file = file;
    file.retain();
  }

  /** Returns whether the file ends before this piece does: somebody has made it shorter. */
  boolean isCutShort() {
    try {
      return file.channel().size() < position() + count();
    } catch (IOException unknown) {
      return false;
    }
  }

  @Override
  protected void deallocate() {
    file.release();
  }
}
