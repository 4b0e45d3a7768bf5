package io.molt.web;

import io.molt.web.http.ErrorHandler;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The error handlers of an app by exception type; the most specific type counts. */
final class ErrorHandlers {
  private final Map<Class<?>, ErrorHandler<?>> byType;

  ErrorHandlers(Map<Class<?>, ErrorHandler<?>> byType) {
    this.byType = Map.copyOf(byType);
  }

  @SuppressWarnings("unchecked") // registered for this type or a supertype of it
  @Nullable ErrorHandler<Throwable> find(Throwable error) {
    for (Class<?> type = error.getClass();
        type != null && !byType.isEmpty();
        type = type.getSuperclass()) {
      ErrorHandler<?> handler = byType.get(type);
      if (handler != null) {
        return (ErrorHandler<Throwable>) handler;
      }
    }
    return null;
  }
}
