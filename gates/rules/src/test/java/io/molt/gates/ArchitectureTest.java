package io.molt.gates;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the published modules to the rules. */
class ArchitectureTest {
  private static final JavaClasses PRODUCT = Product.CLASSES;

  @TestFactory
  Stream<DynamicTest> every_rule_holds() {
    return new ArchitectureRules(Product.ROOT)
        .all().entrySet().stream()
            .map(rule -> DynamicTest.dynamicTest(rule.getKey(), () -> holds(rule.getValue())));
  }

  @Test
  void every_package_is_null_marked() {
    assertThat(NullMarkedPackages.missing(PRODUCT)).isEmpty();
  }

  @Test
  void every_module_is_looked_at() {
    assertThat(Product.MODULES.values()).allSatisfy(Product::requireClasses);
  }

  private static void holds(ArchRule rule) {
    assertThat(rule.evaluate(PRODUCT).getFailureReport().getDetails())
        .as(rule.getDescription())
        .isEmpty();
  }
}
