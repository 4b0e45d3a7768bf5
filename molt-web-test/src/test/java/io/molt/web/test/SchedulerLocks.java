package io.molt.web.test;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Allows the short lock that the JDK takes when a scheduled task is cancelled. Reactor allows it for its one-time tasks
 * and forgets the periodic ones, such as those of {@code Flux.interval}; failing there leaves the scheduler stuck.
 */
public final class SchedulerLocks implements BlockHoundIntegration {
  @Override
  public void applyTo(BlockHound.Builder builder) {
    builder.allowBlockingCallsInside(
        "java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue", "remove");
  }
}
