package io.molt.gates;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;

/** Holds a class to the imports that the table grants its package; a package outside the table fails. */
final class ImportsOnlyAllowed extends ArchCondition<JavaClass> {
  private final String root;
  private final Map<String, Set<String>> table;

  ImportsOnlyAllowed(String root, Map<String, Set<String>> table) {
    super("import only what the package table allows");
    this.root = root;
    this.table = table;
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    String row = row(type);
    Set<String> allowed = table.get(row);
    if (allowed == null) {
      report(type, type.getName() + ": package '" + row + "' is not in the table", events);
      return;
    }
    for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
      JavaClass target = dependency.getTargetClass().getBaseComponentType();
      if (isOurs(target) && !row(target).equals(row) && !allowed.contains(row(target))) {
        report(type, dependency.getDescription(), events);
      }
    }
  }

  private boolean isOurs(JavaClass type) {
    return (type.getPackageName() + ".").startsWith(root + ".");
  }

  private String row(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(root) ? "" : name.substring(root.length() + 1);
  }

  private static void report(JavaClass type, String message, ConditionEvents events) {
    events.add(SimpleConditionEvent.violated(type, message));
  }
}
