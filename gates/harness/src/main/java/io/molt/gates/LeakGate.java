package io.molt.gates;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves behind a Netty resource which was collected without having been released.
 *
 * <p>JUnit finds it by {@link java.util.ServiceLoader}; a test class has nothing to declare.
 */
public final class LeakGate implements AfterAllCallback {
  private static final boolean NETTY_PRESENT = nettyPresent();

  /** Called by {@link java.util.ServiceLoader}. */
  public LeakGate() {}

  @Override
  public void afterAll(ExtensionContext context) {
    if (!NETTY_PRESENT || context.getRequiredTestClass().isAnnotationPresent(Nested.class)) {
      return;
    }
    List<String> leaks = LeakRecorder.drain();
    if (!leaks.isEmpty()) {
      throw new AssertionError(message(context.getDisplayName(), leaks));
    }
  }

  private static String message(String tests, List<String> leaks) {
    return leaks.size() + " leaked while " + tests + " ran (expected: every buffer released):\n"
        + String.join("\n", leaks);
  }

  private static boolean nettyPresent() {
    try {
      Class.forName("io.netty.util.ResourceLeakDetector", false, LeakGate.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }
}
