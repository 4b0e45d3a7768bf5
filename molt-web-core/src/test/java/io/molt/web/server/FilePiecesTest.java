package io.molt.web.server;

import io.molt.web.http.Body;
import io.molt.web.http.Interruption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

class FilePiecesTest {
  private static final int LENGTH = 100_000;

  @TempDir
  private Path directory;

  private final Interruption interruption = new Interruption();

  /** Keeps the thread that reads the file until it is interrupted. */
  private final class Reader extends BaseSubscriber<FilePiece> {
    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      subscription.request(1);
    }

    @Override
    protected void hookOnNext(FilePiece piece) {
      piece.release();
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
    Path file = Files.write(directory.resolve("file"), new byte[LENGTH]);
    Reader reader = new Reader();

    FilePieces.of(new Body.File(file, 0, LENGTH)).subscribe(reader);

    interruption.expectAside(reader::cancel);
  }
}
