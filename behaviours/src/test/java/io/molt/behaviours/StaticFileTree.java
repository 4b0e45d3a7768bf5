package io.molt.behaviours;

import io.molt.web.App;
import io.molt.web.files.StaticFiles;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A directory with files to be served, for each test and for all of a class. */
abstract class StaticFileTree extends Behaviours {
  private static final Instant CHANGED = Instant.parse("2020-01-02T03:04:05.678Z");

  // What no test changes; over each transport another one.
  @TempDir
  private static Path shared;

  @TempDir
  Path temporary;

  Path root;

  @BeforeAll
  static void makeSharedFiles() throws IOException {
    Path files = tree(shared);
    write(files, "app.js", "plain");
    write(files, "app.js.br", "br");
    write(files, "app.js.zst", "zstd");
    write(files, "app.js.gz", "gzip");
    write(files, "none.txt", "");
  }

  @BeforeEach
  final void makeFiles() throws IOException {
    root = tree(temporary);
  }

  /** Returns the files that no test changes. */
  static StaticFiles sharedFiles() {
    return StaticFiles.directory(shared.resolve("root"));
  }

  static String sharedFolder() {
    return shared.toString();
  }

  /** Writes a file that no other test knows of. */
  static void writeShared(String name) throws IOException {
    write(shared.resolve("root"), name, "x");
  }

  final App app() {
    return App.create().files("/assets", StaticFiles.directory(root));
  }

  /** Returns a client of what no test changes. */
  final TestClient client() {
    return shared("files", () -> App.create().files("/assets", sharedFiles()));
  }

  final TestResponse get(String path) {
    return client().get("/assets" + path).send();
  }

  final void write(String name, String content) throws IOException {
    write(root, name, content);
  }

  private static Path tree(Path directory) throws IOException {
    Path files = Files.createDirectories(directory.resolve("root"));
    write(files, "hello.txt", "Hello");
    write(files, "index.html", "<h1>Home");
    write(files, "docs/index.html", "<h1>Docs");
    write(files, "docs/page.html", "<h1>Page");
    write(files, "empty/file.bin", "x");
    write(files, "a b+c%41.txt", "odd");
    write(files, "\u00e4.txt", "umlaut");
    write(files, ".hidden", "secret");
    write(files, ".git/config", "secret");
    write(files, ".well-known/security.txt", "contact");
    write(directory, "secret.txt", "secret");
    write(directory, "root-of-others/secret.txt", "secret");
    return files;
  }

  private static void write(Path directory, String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, FileTime.from(CHANGED));
  }
}
