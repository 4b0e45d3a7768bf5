package io.molt.gates;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.JavaTypeVariable;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Holds the signatures that users see to an allow-list of packages, with more allowed to some of our own. */
final class SpeaksOnlyOf extends ArchCondition<JavaClass> {
  private final String root;
  private final List<String> everywhere;
  private final Map<String, List<String>> more;

  SpeaksOnlyOf(String root, List<String> everywhere, Map<String, List<String>> more) {
    super("speak only of types on the allow-list");
    this.root = root;
    this.everywhere = everywhere;
    this.more = more;
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    if (!ArchitectureRules.isVisible(type)) {
      return;
    }
    Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream())
        .flatMap(parent -> parent.getAllInvolvedRawTypes().stream())
        .forEach(seen -> checkType(type, "extends", seen, events));
    typesOf(type.getTypeParameters())
        .forEach(seen -> checkType(type, "is generic in", seen, events));
    type.getMembers().stream()
        .filter(SpeaksOnlyOf::isVisible)
        .forEach(member -> typesOf(member)
            .flatMap(seen -> seen.getAllInvolvedRawTypes().stream())
            .forEach(seen -> checkType(type, member.getName(), seen, events)));
  }

  private static Stream<JavaClass> typesOf(Collection<? extends JavaTypeVariable<?>> variables) {
    return variables.stream()
        .flatMap(variable -> variable.getUpperBounds().stream())
        .flatMap(bound -> bound.getAllInvolvedRawTypes().stream());
  }

  private static boolean isVisible(JavaMember member) {
    Set<JavaModifier> modifiers = member.getModifiers();
    return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
        && !modifiers.contains(JavaModifier.SYNTHETIC);
  }

  private static Stream<JavaType> typesOf(JavaMember member) {
    if (member instanceof JavaField field) {
      return Stream.of(field.getType());
    }
    JavaCodeUnit unit = (JavaCodeUnit) member;
    return Stream.of(
            Stream.of(unit.getReturnType()),
            unit.getParameterTypes().stream(),
            unit.getTypeParameters().stream(),
            unit.getExceptionTypes().stream())
        .flatMap(types -> types.map(JavaType.class::cast));
  }

  private void checkType(JavaClass type, String where, JavaClass seen, ConditionEvents events) {
    JavaClass base = seen.getBaseComponentType();
    if (!base.isPrimitive() && !isAllowed(type, base)) {
      events.add(SimpleConditionEvent.violated(
          type, type.getName() + ": " + where + " " + base.getName() + ", which is not allowed"));
    }
  }

  private boolean isAllowed(JavaClass type, JavaClass seen) {
    return isIn(seen, root)
        || everywhere.stream().anyMatch(allowed -> isIn(seen, allowed))
        || more.entrySet().stream()
            .filter(entry -> isIn(type, root + "." + entry.getKey()))
            .anyMatch(entry -> entry.getValue().stream().anyMatch(allowed -> isIn(seen, allowed)));
  }

  private static boolean isIn(JavaClass type, String tree) {
    return (type.getPackageName() + ".").startsWith(tree + ".");
  }
}
