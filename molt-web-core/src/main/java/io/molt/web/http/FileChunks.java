package io.molt.web.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;

/** Reads a file in pieces, as they are asked for, on the threads that are made for blocking. */
final class FileChunks {
  private static final int CHUNK = 64 * 1024;
  private static final long TO_THE_END = Long.MAX_VALUE;

  private final FileChannel channel;
  private final long end;
  private long position;

  private FileChunks(Body.File file) throws IOException {
    this.channel = FileChannel.open(file.path(), StandardOpenOption.READ);
    this.position = file.position();
    this.end = file.length() < 0 ? TO_THE_END : position + file.length();
  }

  static Flux<ByteBuffer> read(Body.File file) {
    return Flux.<ByteBuffer, FileChunks>generate(
            () -> new FileChunks(file), FileChunks::next, FileChunks::close)
        .subscribeOn(Schedulers.boundedElastic())
        // A cancellation interrupts the thread that reads, and waits until it has left the file.
        .cancelOn(Schedulers.boundedElastic());
  }

  private FileChunks next(SynchronousSink<ByteBuffer> sink) {
    try {
      ByteBuffer chunk = position < end ? read() : null;
      if (chunk == null) {
        sink.complete();
      } else {
        sink.next(chunk);
      }
    } catch (IOException failed) {
      sink.error(failed);
    }
    return this;
  }

  private @Nullable ByteBuffer read() throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, end - position));
    int count = channel.read(chunk, position);
    if (count < 0 && end == TO_THE_END) {
      return null;
    }
    if (count < 0) {
      throw new IOException("file ended at " + position + " (expected: " + end + " bytes)");
    }
    position += count;
    return chunk.flip().asReadOnlyBuffer();
  }

  private void close() {
    try {
      channel.close();
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }
}
