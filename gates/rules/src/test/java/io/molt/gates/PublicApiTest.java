package io.molt.gates;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds what users can see to the files under {@code gates/rules/api}, so that every change of it is a diff. */
class PublicApiTest {
  private static final Path FILES = Product.repository().resolve("gates/rules/api");

  private final Golden golden = new Golden(Boolean.getBoolean("api.update"));

  @TestFactory
  Stream<DynamicTest> public_api_is_what_was_reviewed() {
    return Product.MODULES.keySet().stream()
        .sorted()
        .map(module -> DynamicTest.dynamicTest(module, () -> check(module)));
  }

  @Test
  void every_package_belongs_to_a_module_whose_api_is_reviewed() {
    List<String> reviewed =
        Product.MODULES.values().stream().flatMap(List::stream).toList();

    assertThat(Product.CLASSES.stream().map(JavaClass::getPackageName).distinct())
        .isSubsetOf(reviewed);
  }

  private void check(String module) {
    golden.check(FILES.resolve(module + ".txt"), dump(Product.classes(module)));
  }

  static String dump(List<JavaClass> classes) {
    StringBuilder text = new StringBuilder();
    classes.stream()
        .filter(ArchitectureRules::isVisible)
        .sorted(java.util.Comparator.comparing(JavaClass::getName))
        .map(type -> Signatures.of(type.reflect()))
        .forEach(lines -> text.append(String.join("\n", lines)).append("\n\n"));
    return text.toString();
  }
}
