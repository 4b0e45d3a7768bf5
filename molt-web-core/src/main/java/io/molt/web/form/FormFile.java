package io.molt.web.form;

import io.molt.web.codec.MediaType;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A file of a form that is there whole, in memory or in a temporary file, which is deleted when the request has ended:
 * what is to stay is {@linkplain #moveTo moved}. Can be read any number of times.
 */
public final class FormFile {
  private static final int CHUNK = 64 * 1024;
  // The longest array that every JVM makes.
  private static final int LONGEST = Integer.MAX_VALUE - 8;

  private final PartHead head;
  private final Spool.Spooled content;
  private final FormScope scope;

  FormFile(PartHead head, Spool.Spooled content, FormScope scope) {
    this.head = head;
    this.content = content;
    this.scope = scope;
  }

  /** Returns the name of the field. */
  public String name() {
    return head.name();
  }

  /**
   * Returns the name that the file has on the client, without directories, or empty if it has none. It is whatever the
   * client likes: not to be used as the name of a file here.
   */
  public Optional<String> filename() {
    return FileNames.last(head.filename());
  }

  /** Returns the media type that the client says the content has; empty if it says none, or it cannot be parsed. */
  public Optional<MediaType> contentType() {
    return head.contentType();
  }

  /** Returns the number of bytes. */
  public long size() {
    return content.size();
  }

  /** Returns the content piece by piece; read on threads that may block where it is in a file. */
  public Flux<ByteBuffer> chunks() {
    byte[] memory = content.memory();
    return memory == null
        ? file()
        : Flux.defer(() -> Flux.just(ByteBuffer.wrap(memory).asReadOnlyBuffer()));
  }

  /** Returns the whole content, of less than 2 GB. It may be as large as {@link FormOptions#maxFile}. */
  public Mono<byte[]> bytes() {
    byte[] memory = content.memory();
    return memory == null ? scope.blocking(this::readWhole) : Mono.fromCallable(memory::clone);
  }

  /**
   * Moves the content to a new file, which stays, and returns that once it is there. On one file system nothing is copied.
   * The file is readable by nobody but the owner of the process, where the file system knows of that. A file that is there
   * already is an error of type {@link java.nio.file.FileAlreadyExistsException}.
   */
  public Mono<Path> moveTo(Path target) {
    return scope.blocking(() -> {
      byte[] memory = content.memory();
      return memory == null
          ? Files.move(content.file().path(), target)
          : write(memory, FileTarget.secret(target, scope));
    });
  }

  /** Returns the name of the field, and that of the file. */
  @Override
  public String toString() {
    return FileNames.describe(head);
  }

  private static Path write(byte[] memory, FileTarget target) throws IOException {
    try {
      target.write(memory, memory.length);
      target.close();
      return target.path();
    } catch (IOException failed) {
      target.abandon();
      throw failed;
    }
  }

  /** Returns the file, read piece by piece: the JDK keeps as much memory off the heap as it is asked for at once. */
  private byte[] readWhole() throws IOException {
    if (content.size() > LONGEST) {
      throw new IllegalStateException(
          "file: " + content.size() + " bytes (expected: < 2 GB to be read whole; or chunks())");
    }
    ByteBuffer all = ByteBuffer.allocate((int) content.size());
    try (FileChannel channel = FileChannel.open(content.file().path(), StandardOpenOption.READ)) {
      while (all.position() < all.capacity()) {
        all.limit(Math.min(all.position() + CHUNK, all.capacity()));
        if (channel.read(all) < 0) {
          throw new EOFException(
              "file: " + all.position() + " bytes (expected: " + all.capacity() + ")");
        }
      }
    }
    return all.array();
  }

  private Flux<ByteBuffer> file() {
    return Flux.<ByteBuffer, FileChannel>generate(
            () -> FileChannel.open(content.file().path(), StandardOpenOption.READ),
            (channel, sink) -> {
              try {
                ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
                if (channel.read(chunk) < 0) {
                  sink.complete();
                } else {
                  sink.next(chunk.flip().asReadOnlyBuffer());
                }
              } catch (IOException failed) {
                sink.error(failed);
              }
              return channel;
            },
            FormFile::close)
        .subscribeOn(Schedulers.boundedElastic())
        // A cancellation interrupts the thread that reads, and waits until it has left the file.
        .cancelOn(Schedulers.boundedElastic());
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }
}
