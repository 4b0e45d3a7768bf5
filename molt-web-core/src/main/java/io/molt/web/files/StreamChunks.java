package io.molt.web.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.ByteBuffer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;

/** Reads what a URL leads to in pieces, as they are asked for, on the threads that are made for blocking. */
final class StreamChunks {
  private static final int CHUNK = 64 * 1024;
  private static final long STEP = 1024 * 1024;

  private final InputStream in;
  private long left;

  private StreamChunks(InputStream in, long length) {
    this.in = in;
    this.left = length;
  }

  static Flux<ByteBuffer> read(URL url, long position, long length) {
    return Flux.<ByteBuffer, StreamChunks>generate(
            () -> open(url, position, length), StreamChunks::next, StreamChunks::close)
        .subscribeOn(Schedulers.boundedElastic())
        // A cancellation closes the resource, and waits for whoever else reads from its archive.
        .cancelOn(Schedulers.boundedElastic());
  }

  private static StreamChunks open(URL url, long position, long length) throws IOException {
    InputStream in = url.openStream();
    try {
      skip(in, position);
    } catch (IOException failed) {
      in.close();
      throw failed;
    }
    return new StreamChunks(in, length);
  }

  /** Skips step by step: what lies before may take seconds to unpack, and this thread is interrupted once nobody waits. */
  private static void skip(InputStream in, long count) throws IOException {
    for (long left = count; left > 0; left -= STEP) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("resource: " + left + " bytes before the part not read");
      }
      in.skipNBytes(Math.min(STEP, left));
    }
  }

  private StreamChunks next(SynchronousSink<ByteBuffer> sink) {
    try {
      if (left == 0) {
        sink.complete();
      } else {
        sink.next(read());
      }
    } catch (IOException failed) {
      sink.error(failed);
    }
    return this;
  }

  private ByteBuffer read() throws IOException {
    byte[] chunk = new byte[(int) Math.min(CHUNK, left)];
    int count = in.readNBytes(chunk, 0, chunk.length);
    if (count < chunk.length) {
      throw new IOException("resource ended " + (left - count) + " bytes before its length");
    }
    left -= count;
    return ByteBuffer.wrap(chunk).asReadOnlyBuffer();
  }

  private void close() {
    try {
      in.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
