package io.molt.samples.chat;

import io.molt.samples.chat.Line.Shared;
import io.molt.web.form.FormFile;
import io.molt.web.form.FormOptions;
import io.molt.web.http.RequestContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** The newest hundred files that were shared, in a directory of their own, which ends with the service. */
final class Uploads implements AutoCloseable {
  /** How many files are kept. */
  static final int KEPT = 100;

  private static final int LONGEST_NAME = 100;

  private final Path directory;
  private final Map<String, Shared> files = new LinkedHashMap<>();

  Uploads(Path directory) {
    this.directory = directory;
  }

  static Uploads inTemporaryDirectory() throws IOException {
    return new Uploads(Files.createTempDirectory("molt-chat-"));
  }

  /** Returns options that have files arrive where they will stay. */
  FormOptions options(FormOptions options) {
    return options.withDirectory(directory);
  }

  /** Returns the file once it is kept, the oldest having gone for it. */
  Mono<Shared> keep(FormFile file, RequestContext context) {
    // Registered first: a file that is there is one that will go.
    return context
        .blocking(() -> register(file))
        .flatMap(shared -> file.moveTo(path(shared.id())).thenReturn(shared));
  }

  /** Returns the file of that id, or empty. */
  synchronized Optional<Shared> find(String id) {
    return Optional.ofNullable(files.get(id));
  }

  /** Returns where a file of {@link #find} is. */
  Path path(String id) {
    return directory.resolve(id);
  }

  /** Deletes all files. */
  @Override
  public void close() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      for (Path file : all.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(directory);
  }

  private Shared register(FormFile file) throws IOException {
    // The client's name for a file is only ever shown, never used.
    Shared shared = new Shared(UUID.randomUUID().toString(), name(file), file.size());
    for (String id : add(shared)) {
      Files.deleteIfExists(path(id));
    }
    return shared;
  }

  /** Returns the files that are too many now. */
  private synchronized List<String> add(Shared shared) {
    files.put(shared.id(), shared);
    List<String> old =
        files.keySet().stream().limit(Math.max(0, files.size() - KEPT)).toList();
    files.keySet().removeAll(old);
    return old;
  }

  private static String name(FormFile file) {
    return file.filename()
        .orElse("file")
        .codePoints()
        .limit(LONGEST_NAME)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
