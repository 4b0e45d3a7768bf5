package io.molt.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.docs.Snippets.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DocsSnippetsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @Test
  void every_java_block_is_a_tested_region_and_every_region_is_shown() {
    List<Text> pages = texts(pages());
    assertThat(pages).hasSizeGreaterThan(12);

    assertThat(Snippets.problems(pages, texts(sources()))).isEmpty();
  }

  @Test
  void every_relative_link_leads_somewhere() {
    assertThat(Links.problems(pages(), everything())).isEmpty();
  }

  @Test
  void every_page_is_in_the_index_of_its_directory() {
    pages().keySet().stream()
        .filter(page -> page.startsWith("docs/") && !page.endsWith("README.md"))
        .forEach(page -> assertThat(text(ROOT.resolve(page).resolveSibling("README.md")))
            .contains("(" + page.substring(page.lastIndexOf('/') + 1) + ")"));
  }

  /** Returns the guide, and what stands beside the README. */
  private static Map<String, String> pages() {
    Map<String, String> pages = read("docs", ".md");
    list(ROOT)
        .filter(path -> path.toString().endsWith(".md"))
        .forEach(path -> pages.put(name(path), text(path)));
    return pages;
  }

  private static Map<String, String> sources() {
    return read("docs/src/test/java", ".java");
  }

  private static Map<String, String> read(String directory, String suffix) {
    Map<String, String> found = new TreeMap<>();
    walk(ROOT.resolve(directory))
        .filter(path -> path.toString().endsWith(suffix))
        .forEach(path -> found.put(name(path), text(path)));
    return found;
  }

  private static Set<String> everything() {
    Set<String> names = new TreeSet<>();
    walk(ROOT).forEach(path -> names.add(name(path)));
    return names;
  }

  /** Returns what is in the directory at any depth, leaving out what is hidden and what the build makes. */
  private static Stream<Path> walk(Path directory) {
    return list(directory)
        .filter(path -> !path.getFileName().toString().matches("target|\\..*"))
        .flatMap(path ->
            Files.isDirectory(path) ? Stream.concat(Stream.of(path), walk(path)) : Stream.of(path));
  }

  private static Stream<Path> list(Path directory) {
    try (Stream<Path> all = Files.list(directory)) {
      return all.sorted().toList().stream();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static List<Text> texts(Map<String, String> files) {
    return files.entrySet().stream()
        .map(file -> new Text(file.getKey(), file.getValue()))
        .toList();
  }

  private static String name(Path path) {
    return ROOT.relativize(path).toString().replace('\\', '/');
  }

  private static String text(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
