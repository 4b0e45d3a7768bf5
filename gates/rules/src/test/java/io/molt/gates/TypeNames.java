package io.molt.gates;

import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedTypeVariable;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.GenericDeclaration;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Names types as a signature shows them: generic, with nullness, without packages. */
final class TypeNames {
  private TypeNames() {}

  /** Returns the name of a class without its package, nested classes after a dot. */
  static String of(Class<?> type) {
    String name = type.getTypeName().replace('$', '.');
    String owner = type.getPackageName() + ".";
    return name.startsWith(owner) ? name.substring(owner.length()) : name;
  }

  /** Returns a type as it is written where it is used. */
  static String of(AnnotatedType type) {
    if (type instanceof AnnotatedArrayType array) {
      return of(array.getAnnotatedGenericComponentType()) + nullable(type, " @Nullable ") + "[]";
    }
    return nullable(type, "@Nullable ") + bare(type);
  }

  /** Returns the type variables that a class or method declares, with their bounds, or nothing. */
  static String variables(GenericDeclaration owner) {
    TypeVariable<?>[] variables = owner.getTypeParameters();
    return variables.length == 0
        ? ""
        : Arrays.stream(variables)
            .map(TypeNames::declared)
            .collect(Collectors.joining(", ", "<", ">"));
  }

  private static String declared(TypeVariable<?> variable) {
    return variable.getName() + bounds(" extends ", variable.getAnnotatedBounds());
  }

  private static String bare(AnnotatedType type) {
    if (type instanceof AnnotatedParameterizedType generic) {
      return Arrays.stream(generic.getAnnotatedActualTypeArguments())
          .map(TypeNames::of)
          .collect(Collectors.joining(", ", raw(generic.getType()) + "<", ">"));
    }
    if (type instanceof AnnotatedWildcardType wildcard) {
      AnnotatedType[] lower = wildcard.getAnnotatedLowerBounds();
      return lower.length > 0
          ? "?" + bounds(" super ", lower)
          : "?" + bounds(" extends ", wildcard.getAnnotatedUpperBounds());
    }
    return type instanceof AnnotatedTypeVariable
        ? type.getType().getTypeName()
        : raw(type.getType());
  }

  private static String bounds(String word, AnnotatedType... bounds) {
    String named = Arrays.stream(bounds).map(TypeNames::of).collect(Collectors.joining(" & "));
    return named.equals("Object") ? "" : word + named;
  }

  private static String raw(Type type) {
    return of((Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type));
  }

  private static String nullable(AnnotatedType type, String shown) {
    return type.isAnnotationPresent(Nullable.class) ? shown : "";
  }
}
