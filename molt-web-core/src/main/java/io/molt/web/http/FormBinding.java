package io.molt.web.http;

import io.molt.web.form.FormFile;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes records of forms: a component for each field or file of that name. Looked at once for each type. */
final class FormBinding<T> {
  private static final String KIND = "form field";
  // What a browser sends for a box that is ticked, unless the page names another value.
  private static final String TICKED = "on";

  private static final ClassValue<FormBinding<?>> KNOWN = new ClassValue<>() {
    @Override
    protected FormBinding<?> computeValue(Class<?> type) {
      return new FormBinding<>(type);
    }
  };

  /** How a component is read. */
  private record Component(String name, Class<?> type, Holder holder) {}

  private enum Holder {
    NONE,
    OPTIONAL,
    LIST
  }

  private final Constructor<T> constructor;
  private final List<Component> components;

  private FormBinding(Class<T> type) {
    RecordComponent[] found = type.getRecordComponents();
    if (found == null) {
      throw new IllegalArgumentException("form type: " + type.getName() + " (expected: a record)");
    }
    this.constructor = constructor(type, found);
    this.components = Arrays.stream(found).map(FormBinding::component).toList();
  }

  /**
   * Returns the binding of a type.
   *
   * @throws IllegalArgumentException if it is no record, or has a component that no form can fill
   */
  @SuppressWarnings("unchecked") // the table pairs each class with its binding
  static <T> FormBinding<T> of(Class<T> type) {
    return (FormBinding<T>) KNOWN.get(type);
  }

  T bind(Form form) {
    Object[] values =
        components.stream().map(component -> value(component, form)).toArray();
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException thrown) {
      throw refusal(Objects.requireNonNull(thrown.getCause(), "what was thrown"));
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static @Nullable Object value(Component component, Form form) {
    return switch (component.holder) {
      case LIST -> all(component, form);
      case OPTIONAL -> Optional.ofNullable(single(component, form));
      case NONE ->
        component.type.isPrimitive() ? primitive(component, form) : single(component, form);
    };
  }

  private static List<?> all(Component component, Form form) {
    if (component.type == FormFile.class) {
      return form.fileAll(component.name);
    }
    return form.fieldAll(component.name).stream()
        .filter(text -> !isNothing(component, text))
        .map(text -> converted(component, text))
        .toList();
  }

  private static Object primitive(Component component, Form form) {
    Object value = single(component, form);
    if (value == null && component.type == boolean.class) {
      // A browser sends nothing for a box that is not ticked.
      return Boolean.FALSE;
    }
    if (value == null) {
      throw ParamException.missing(KIND, component.name);
    }
    return value;
  }

  private static @Nullable Object single(Component component, Form form) {
    if (component.type == FormFile.class) {
      return form.file(component.name).toOptional().orElse(null);
    }
    String text = form.field(component.name).toOptional().orElse(null);
    return text == null || isNothing(component, text) ? null : converted(component, text);
  }

  /** Returns whether nothing was written into the input: a browser sends it all the same. */
  private static boolean isNothing(Component component, String text) {
    return text.isEmpty() && component.type != String.class;
  }

  private static Object converted(Component component, String text) {
    boolean ticked = isBoolean(component.type) && text.equals(TICKED);
    return ticked ? Boolean.TRUE : Conversions.convert(KIND, component.name, text, component.type);
  }

  private static boolean isBoolean(Class<?> type) {
    return type == boolean.class || type == Boolean.class;
  }

  private static Component component(RecordComponent component) {
    Type type = component.getGenericType();
    if (type instanceof Class<?> plain) {
      return component(component, plain, Holder.NONE);
    }
    if (type instanceof ParameterizedType generic
        && generic.getActualTypeArguments()[0] instanceof Class<?> element) {
      if (generic.getRawType() == Optional.class) {
        return component(component, element, Holder.OPTIONAL);
      }
      if (generic.getRawType() == List.class) {
        return component(component, element, Holder.LIST);
      }
    }
    throw unfit(component);
  }

  private static Component component(RecordComponent component, Class<?> type, Holder holder) {
    if (type != FormFile.class && !Conversions.isKnown(type)) {
      throw unfit(component);
    }
    return new Component(component.getName(), type, holder);
  }

  private static IllegalArgumentException unfit(RecordComponent component) {
    return new IllegalArgumentException("form component: " + component + " of "
        + component.getDeclaringRecord().getName()
        + " (expected: FormFile or a type that parameters have, or an Optional or a List of it)");
  }

  private static <T> Constructor<T> constructor(Class<T> type, RecordComponent[] components) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<T> canonical = type.getDeclaredConstructor(types);
      canonical.setAccessible(true);
      return canonical;
    } catch (NoSuchMethodException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Returns what the client is told, as it is of a record that is made of JSON, unless the constructor says it itself. */
  private static RuntimeException refusal(Throwable cause) {
    if (cause instanceof HttpException own) {
      return own;
    }
    Problem problem = Problem.of(
        Status.BAD_REQUEST, "The form is malformed: its fields are not acceptable together.");
    return cause instanceof RuntimeException
        ? new HttpException(problem, Headers.empty(), cause)
        : new IllegalStateException("form type: its constructor failed", cause);
  }
}
