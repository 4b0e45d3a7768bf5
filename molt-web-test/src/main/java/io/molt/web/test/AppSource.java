package io.molt.web.test;

import io.molt.web.App;
import io.molt.web.http.Handler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Where the app of a test class comes from. */
final class AppSource {
  private final Class<?> testClass;
  private final MoltTest annotation;

  private AppSource(Class<?> testClass, MoltTest annotation) {
    this.testClass = testClass;
    this.annotation = annotation;
  }

  static AppSource of(Class<?> testClass) {
    return AnnotationSupport.findAnnotation(testClass, MoltTest.class)
        .map(annotation -> new AppSource(testClass, annotation))
        .orElseThrow(() -> new ExtensionConfigurationException(
            testClass.getName() + ": no @MoltTest (expected: on the class)"));
  }

  Transport[] transports() {
    return annotation.transports();
  }

  TestClient client(Transport transport) {
    Class<? extends Supplier<App>>[] named = annotation.app();
    List<Method> methods = AnnotationSupport.findAnnotatedMethods(
        testClass, TestApp.class, HierarchyTraversalMode.BOTTOM_UP);
    if (named.length + methods.size() != 1) {
      throw new ExtensionConfigurationException("app of " + testClass.getName() + ": "
          + (named.length + methods.size())
          + " sources (expected: one, @MoltTest(app = ..) or a static method with @TestApp)");
    }
    Object app =
        named.length == 1 ? ReflectionSupport.newInstance(named[0]).get() : call(methods.get(0));
    return client(app, transport);
  }

  private TestClient client(Object app, Transport transport) {
    if (app instanceof App whole) {
      return TestClient.of(whole, transport);
    }
    if (app instanceof Handler handler) {
      return TestClient.of(handler, transport);
    }
    throw new ExtensionConfigurationException("app of " + testClass.getName() + ": a "
        + app.getClass().getName() + " (expected: an App or a Handler)");
  }

  private Object call(Method method) {
    if (!Modifier.isStatic(method.getModifiers()) || method.getParameterCount() > 0) {
      throw new ExtensionConfigurationException(
          "@TestApp " + method + " (expected: static, without parameters)");
    }
    return Objects.requireNonNull(
        ReflectionSupport.invokeMethod(method, null), () -> method + " returned null");
  }
}
