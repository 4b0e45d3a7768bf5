package io.molt.gates;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes down what users can see of a class, one line per member, in an order that does not depend on the source. */
final class Signatures {
  private static final Set<String> OF_EVERY_ENUM = Set.of("values", "valueOf");
  private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

  private Signatures() {}

  /** Returns the lines of one class: the class itself, then its members, indented. */
  static List<String> of(Class<?> type) {
    List<String> lines = new ArrayList<>();
    lines.add(header(type));
    Stream.of(fields(type), constructors(type), methods(type))
        .forEach(members -> members.map(line -> "  " + line).sorted().forEach(lines::add));
    return lines;
  }

  private static String header(Class<?> type) {
    return words(modifiers(type), kind(type), qualified(type) + TypeNames.variables(type))
        + parents(" extends ", superclass(type))
        + parents(type.isInterface() ? " extends " : " implements ", type.getAnnotatedInterfaces());
  }

  private static String qualified(Class<?> type) {
    return type.getPackageName() + "." + TypeNames.of(type);
  }

  private static String modifiers(Class<?> type) {
    int ignored = type.isInterface() ? Modifier.ABSTRACT | Modifier.STATIC : Modifier.STATIC;
    int implied = type.isRecord() || type.isEnum() ? Modifier.FINAL | Modifier.ABSTRACT : 0;
    String shown =
        Modifier.toString(type.getModifiers() & ~ignored & ~implied & ~Modifier.INTERFACE);
    return type.isSealed() ? shown + " sealed" : shown;
  }

  private static String kind(Class<?> type) {
    if (type.isAnnotation()) {
      return "@interface";
    }
    if (type.isInterface()) {
      return "interface";
    }
    return type.isRecord() ? "record" : type.isEnum() ? "enum" : "class";
  }

  private static AnnotatedType[] superclass(Class<?> type) {
    Class<?> parent = type.getSuperclass();
    boolean implied = parent == null || parent == Object.class || type.isRecord() || type.isEnum();
    return implied ? new AnnotatedType[0] : new AnnotatedType[] {type.getAnnotatedSuperclass()};
  }

  private static String parents(String word, AnnotatedType... parents) {
    return parents.length == 0
        ? ""
        : word + Arrays.stream(parents).map(TypeNames::of).collect(Collectors.joining(", "));
  }

  private static Stream<String> fields(Class<?> type) {
    return Arrays.stream(type.getDeclaredFields())
        .filter(Signatures::isVisible)
        .map(Signatures::line);
  }

  private static String line(Field field) {
    return words(
        Modifier.toString(field.getModifiers()),
        TypeNames.of(field.getAnnotatedType()),
        field.getName());
  }

  private static Stream<String> constructors(Class<?> type) {
    return Arrays.stream(type.getDeclaredConstructors())
        .filter(Signatures::isVisible)
        .map(constructor -> line(constructor, type));
  }

  private static String line(Constructor<?> constructor, Class<?> type) {
    return words(
        Modifier.toString(constructor.getModifiers()),
        TypeNames.variables(constructor),
        "new " + type.getSimpleName() + parameters(constructor));
  }

  private static Stream<String> methods(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(Signatures::isVisible)
        .filter(method -> !isImplied(method, type))
        .map(method -> line(method, type));
  }

  private static boolean isImplied(Method method, Class<?> type) {
    return (type.isEnum() && OF_EVERY_ENUM.contains(method.getName()))
        || OF_EVERY_OBJECT.contains(method.getName());
  }

  private static String line(Method method, Class<?> type) {
    int ignored = Modifier.SYNCHRONIZED | Modifier.NATIVE | Modifier.STRICT;
    if (Modifier.isFinal(type.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
      ignored |= Modifier.FINAL;
    }
    // A method that takes a variable number of arguments has the bit that marks a field as
    // transient.
    int shown = method.getModifiers() & Modifier.methodModifiers() & ~ignored;
    return words(
        Modifier.toString(shown),
        method.isDefault() ? "default" : "",
        TypeNames.variables(method),
        TypeNames.of(method.getAnnotatedReturnType()),
        method.getName() + parameters(method));
  }

  private static String parameters(Executable executable) {
    return Arrays.stream(parameterTypes(executable))
            .map(TypeNames::of)
            .collect(Collectors.joining(", ", "(", ")"))
        + parents(" throws ", executable.getAnnotatedExceptionTypes());
  }

  /** Asks a record for its components: of constructors that a newer compiler made, JDK 17 knows no type arguments. */
  private static AnnotatedType[] parameterTypes(Executable executable) {
    RecordComponent[] components = executable instanceof Constructor<?>
        ? executable.getDeclaringClass().getRecordComponents()
        : null;
    boolean canonical = components != null
        && Arrays.equals(
            executable.getParameterTypes(),
            Arrays.stream(components).map(RecordComponent::getType).toArray());
    return canonical
        ? Arrays.stream(components)
            .map(RecordComponent::getAnnotatedType)
            .toArray(AnnotatedType[]::new)
        : executable.getAnnotatedParameterTypes();
  }

  private static boolean isVisible(Member member) {
    int modifiers = member.getModifiers();
    boolean inherited = Modifier.isProtected(modifiers)
        && !Modifier.isFinal(member.getDeclaringClass().getModifiers());
    return (Modifier.isPublic(modifiers) || inherited) && !member.isSynthetic();
  }

  private static String words(String... words) {
    return Arrays.stream(words).filter(word -> !word.isEmpty()).collect(Collectors.joining(" "));
  }
}
