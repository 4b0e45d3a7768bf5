package io.molt.behaviours;

import io.molt.web.test.Transport;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/** Runs a class of the suite once over each transport. */
final class EveryTransport implements ClassTemplateInvocationContextProvider {

  @Override
  public boolean supportsClassTemplate(ExtensionContext context) {
    return true;
  }

  @Override
  public Stream<Invocation> provideClassTemplateInvocationContexts(ExtensionContext context) {
    return Stream.of(Transport.values()).map(Invocation::over);
  }

  private record Invocation(Transport transport, SharedClients shared)
      implements ClassTemplateInvocationContext {
    static Invocation over(Transport transport) {
      return new Invocation(transport, new SharedClients(transport));
    }

    @Override
    public String getDisplayName(int invocationIndex) {
      return transport.toString();
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(
          (TestInstancePostProcessor)
              (instance, context) -> ((Behaviours) instance).over(transport, shared),
          (AfterAllCallback) context -> shared.close());
    }
  }
}
