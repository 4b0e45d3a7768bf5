package io.molt.web.server;

import io.molt.web.http.Body;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;

/**
 * A file in pieces as they are asked for, each read into the system's cache before, on the threads that are made for
 * blocking: the event loop, which has them sent from there, then need not wait for a disk.
 */
final class FilePieces {
  private static final int PIECE = 512 * 1024;
  private static final int SMALL = 64 * 1024;

  private final OpenFile file;
  private final FileReadAhead ahead;
  private final long end;
  private long position;

  private FilePieces(OpenFile opened, Body.File file) throws IOException {
    this.file = opened;
    this.ahead = new FileReadAhead(file.path());
    this.position = file.position();
    this.end = position + file.length();
  }

  /** Returns whether a file can be sent so, and is worth it: a small one is sooner copied. */
  static boolean suit(Body.File file) {
    return file.length() > SMALL
        // On Windows a file that is open like this could be neither replaced nor removed meanwhile.
        && File.separatorChar == '/'
        && file.path().getFileSystem().equals(FileSystems.getDefault());
  }

  /** Returns the pieces; whoever gets one releases it. */
  static Flux<FilePiece> of(Body.File file) {
    return Flux.<FilePiece, FilePieces>generate(
            () -> open(file), FilePieces::next, FilePieces::close)
        .subscribeOn(Schedulers.boundedElastic())
        // A cancellation interrupts the thread that reads, and waits until it has left the file.
        .cancelOn(Schedulers.boundedElastic());
  }

  private static FilePieces open(Body.File file) throws IOException {
    OpenFile opened = new OpenFile(file.path());
    try {
      return new FilePieces(opened, file);
    } catch (IOException failed) {
      opened.release();
      throw failed;
    }
  }

  private FilePieces next(SynchronousSink<FilePiece> sink) {
    try {
      if (position == end) {
        sink.complete();
      } else {
        sink.next(read());
      }
    } catch (IOException failed) {
      sink.error(failed);
    }
    return this;
  }

  private FilePiece read() throws IOException {
    long start = position;
    int count = (int) Math.min(PIECE, end - start);
    ahead.read(start, start + count);
    position = start + count;
    return new FilePiece(file, start, count);
  }

  private void close() {
    file.release();
    try {
      ahead.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
