package io.molt.web.test;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Gives the tests of one run their client, closes it after each, and leaves out what is not for this transport. */
final class ClientExtension implements ParameterResolver, AfterEachCallback, ExecutionCondition {
  private static final Namespace NAMESPACE = Namespace.create(ClientExtension.class);

  private final AppSource source;
  private final Transport transport;

  ClientExtension(AppSource source, Transport transport) {
    this.source = source;
    this.transport = transport;
  }

  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    // The client of a constructor is that of the test which the instance is made for.
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestClient.class
        && context.getTestMethod().isPresent();
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(TestClient.class, key -> source.client(transport), TestClient.class);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    TestClient client = context.getStore(NAMESPACE).remove(TestClient.class, TestClient.class);
    if (client != null) {
      client.close();
    }
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    boolean excluded = transport.isLive()
        ? AnnotationSupport.isAnnotated(context.getElement(), InMemoryOnly.class)
        : AnnotationSupport.isAnnotated(context.getElement(), LiveOnly.class);
    return excluded
        ? ConditionEvaluationResult.disabled("not for a run " + transport)
        : ConditionEvaluationResult.enabled("for a run " + transport);
  }
}
