package io.molt.web.test;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Makes one run of a test class of each transport that its {@link MoltTest} names. */
final class MoltTestExtension implements ClassTemplateInvocationContextProvider {

  @Override
  public boolean supportsClassTemplate(ExtensionContext context) {
    return true;
  }

  @Override
  public Stream<? extends ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(
      ExtensionContext context) {
    AppSource source = AppSource.of(context.getRequiredTestClass());
    return Stream.of(source.transports()).map(transport -> new Run(source, transport));
  }

  private record Run(AppSource source, Transport transport)
      implements ClassTemplateInvocationContext {
    @Override
    public String getDisplayName(int index) {
      return transport.toString();
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(new ClientExtension(source, transport));
    }
  }
}
