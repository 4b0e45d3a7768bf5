package io.molt.gates;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Allows the locks of the JDK that are held for a few instructions only.
 *
 * <p>One is taken when a scheduled task is cancelled: Reactor allows it for its one-time tasks and forgets the periodic
 * ones, such as those of {@code Flux.interval}, and failing there leaves the scheduler stuck. The other is that of the
 * queue through which a test hears from a handler.
 */
public final class ShortLocks implements BlockHoundIntegration {
  @Override
  public void applyTo(BlockHound.Builder builder) {
    builder
        .allowBlockingCallsInside(
            "java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue", "remove")
        .allowBlockingCallsInside("java.util.concurrent.LinkedBlockingQueue", "offer");
  }
}
