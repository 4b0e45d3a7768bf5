package io.molt.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Proves that the gate refuses a test class that leaks, and only that one. */
class LeakGateTest {

  @Test
  void tests_run_with_every_buffer_tracked() {
    assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
  }

  @Test
  void class_that_leaks_a_buffer_fails_and_the_message_names_it() {
    TestExecutionResult result = run(Leaking.class);

    assertThat(result.getStatus()).isEqualTo(TestExecutionResult.Status.FAILED);
    assertThat(result.getThrowable().orElseThrow())
        .hasMessageContaining("1 leaked while")
        .hasMessageContaining("Leaking")
        .hasMessageContaining("LEAK: ByteBuf");
  }

  @Test
  void leak_in_a_nested_class_fails_the_class_around_it() {
    assertThat(run(LeakingWithin.class).getStatus()).isEqualTo(TestExecutionResult.Status.FAILED);
  }

  @Test
  void class_that_releases_its_buffers_passes() {
    assertThat(run(Releasing.class).getStatus()).isEqualTo(TestExecutionResult.Status.SUCCESSFUL);
  }

  private static TestExecutionResult run(Class<?> fixture) {
    return EngineTestKit.engine("junit-jupiter")
        .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
        .selectors(selectClass(fixture))
        .execute()
        .containerEvents()
        .finished()
        .stream()
        .filter(event ->
            event.getTestDescriptor().getUniqueId().getLastSegment().getType().equals("class"))
        .map(LeakGateTest::result)
        .findFirst()
        .orElseThrow();
  }

  private static TestExecutionResult result(Event event) {
    return event.getRequiredPayload(TestExecutionResult.class);
  }

  private static void allocate(boolean release) {
    ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(64);
    buffer.writeByte(1);
    if (release) {
      buffer.release();
    }
  }

  // Surefire leaves nested classes alone, so these run only when a test above says so.
  static final class Leaking {
    @Test
    void leaks() {
      allocate(false);
    }
  }

  static final class LeakingWithin {
    @Nested
    final class Inner {
      @Test
      void leaks() {
        allocate(false);
      }
    }
  }

  static final class Releasing {
    @Test
    void releases() {
      allocate(true);
    }
  }
}
