package io.molt.web.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

class FileChunksTest {
  @TempDir
  private Path directory;

  private final Interruption interruption = new Interruption();

  /** Keeps the thread that reads the file until it is interrupted. */
  private final class Reader extends BaseSubscriber<ByteBuffer> {
    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      subscription.request(1);
    }

    @Override
    protected void hookOnNext(ByteBuffer chunk) {
      try {
        interruption.read();
      } catch (IOException interrupted) {
        throw new UncheckedIOException(interrupted);
      }
    }

    @Override
    protected void hookOnError(Throwable interrupted) {
      // It is meant to be.
    }
  }

  @Test
  void cancellation_on_an_event_loop_has_the_reader_interrupted_by_another_thread()
      throws Exception {
    Path file = Files.write(directory.resolve("file"), new byte[1000]);
    Reader reader = new Reader();

    new Body.File(file, 0, -1).chunks().subscribe(reader);

    interruption.expectAside(reader::cancel);
  }
}
