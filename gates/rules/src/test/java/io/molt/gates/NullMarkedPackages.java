package io.molt.gates;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/** Finds the packages in which null is not spoken of. */
final class NullMarkedPackages {
  private NullMarkedPackages() {}

  /** Returns the names of the packages that hold classes and are not {@code @NullMarked}. */
  static List<String> missing(JavaClasses classes) {
    return classes.stream()
        .map(JavaClass::getPackage)
        .distinct()
        .filter(owner -> !owner.isAnnotatedWith(NullMarked.class))
        .map(JavaPackage::getName)
        .sorted()
        .toList();
  }
}
