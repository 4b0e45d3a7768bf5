package io.molt.behaviours;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.resolve.DirectoryCodeResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The templates of the suite, compiled once, as a build does. */
final class TemplateClasses {
  /** Where they have been compiled to. */
  static final Path DIRECTORY = compiled();

  private TemplateClasses() {}

  private static Path compiled() {
    Path classes = directory();
    TemplateEngine engine = TemplateEngine.create(
        new DirectoryCodeResolver(Path.of("src/test/jte")),
        classes,
        ContentType.Html,
        null,
        "gg.jte.generated.precompiled");
    engine.setTrimControlStructures(true);
    engine.precompileAll();
    return classes;
  }

  private static Path directory() {
    try {
      return Files.createTempDirectory(Files.createDirectories(Path.of("target", "jte")), "classes")
          .toAbsolutePath();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
