package io.molt.gates;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The published modules: their classes and where their sources lie. */
final class Product {
  static final String ROOT = "io.molt.web";

  /** The packages of each published module. */
  static final Map<String, List<String>> MODULES = Map.of(
      "molt-web-router", List.of(ROOT + ".router"),
      "molt-web-core",
          List.of(
              ROOT,
              ROOT + ".codec",
              ROOT + ".coding",
              ROOT + ".files",
              ROOT + ".form",
              ROOT + ".http",
              ROOT + ".middleware",
              ROOT + ".sse",
              ROOT + ".tls",
              ROOT + ".server",
              ROOT + ".config",
              ROOT + ".websocket"),
      "molt-web-json", List.of(ROOT + ".json"),
      "molt-web-test", List.of(ROOT + ".test"),
      "molt-web-adaptive", List.of(ROOT + ".adaptive"),
      "molt-web-zstd", List.of(ROOT + ".zstd"),
      "molt-web-brotli", List.of(ROOT + ".brotli"),
      "molt-web-cbor", List.of(ROOT + ".cbor"),
      "molt-web-msgpack", List.of(ROOT + ".msgpack"),
      "molt-web-templates", List.of(ROOT + ".templates"));

  /** The classes of all published modules, without their tests. */
  static final JavaClasses CLASSES = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
      .importPackages(ROOT);

  private Product() {}

  /** Returns the classes of one module. */
  static List<JavaClass> classes(String module) {
    List<String> packages = MODULES.get(module);
    return CLASSES.stream()
        .filter(type -> packages.contains(type.getPackageName()))
        .toList();
  }

  static void requireClasses(List<String> packages) {
    assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct().sorted())
        .as("a module without classes is a gate that looks at nothing")
        .containsAnyElementsOf(packages);
  }

  /** Returns the directory of one module. */
  static Path directory(String module) {
    Path own = repository().resolve(module);
    return Files.exists(own) ? own : repository().resolve("extensions").resolve(module);
  }

  /** Returns the directory that holds the whole build. */
  static Path repository() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("mvnw"))) {
      directory = directory.getParent();
    }
    return directory;
  }
}
