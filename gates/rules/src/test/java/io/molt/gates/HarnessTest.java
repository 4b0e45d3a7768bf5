package io.molt.gates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds every module that tests anything on top of core to the harness, which finds leaks and blocking. */
class HarnessTest {
  private static final String CORE = "<artifactId>molt-web-core</artifactId>";
  private static final String JUNIT = "<artifactId>junit-jupiter</artifactId>";
  private static final String HARNESS = "<artifactId>molt-web-gates-harness</artifactId>";

  @Test
  void every_module_that_tests_with_core_has_the_harness() throws IOException {
    assertThat(without(Product.repository())).isEmpty();
  }

  @Test
  void module_that_tests_with_core_and_has_no_harness_is_found(@TempDir Path directory)
      throws IOException {
    Path module = Files.createDirectories(directory.resolve("module"));
    Files.writeString(module.resolve("pom.xml"), CORE + JUNIT);

    assertThat(without(directory)).containsExactly(module.resolve("pom.xml"));
  }

  private static List<Path> without(Path repository) throws IOException {
    try (Stream<Path> files = Files.walk(repository, 3)) {
      return files
          .filter(file -> file.endsWith("pom.xml") && !file.startsWith(repository.resolve("gates")))
          .filter(HarnessTest::testsWithCore)
          .filter(file -> !read(file).contains(HARNESS))
          .toList();
    }
  }

  private static boolean testsWithCore(Path pom) {
    String text = read(pom);
    return text.contains(CORE) && text.contains(JUNIT);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
