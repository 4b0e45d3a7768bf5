package io.molt.gates;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Allows locks of the JDK that are held for a few instructions only, and those of Jackson that are held once a type.
 *
 * <p>One is taken when a scheduled task is cancelled: Reactor allows it for its one-time tasks and forgets the periodic
 * ones, such as those of {@code Flux.interval}, and failing there leaves the scheduler stuck. Another is that of a pool
 * which two threads give work to at once: one waits while the other adds a thread. One more is that of the queue through
 * which a test hears from a handler. Jackson's guard what it makes when it first meets a type: whoever meets it at the same
 * moment waits for that, and nobody ever after. Random numbers come from a file that never has a reader wait, and the list
 * of certificates that the JDK distrusts from one that it reads once, when it first looks at one.
 */
public final class ShortLocks implements BlockHoundIntegration {
  @Override
  public void applyTo(BlockHound.Builder builder) {
    builder
        .allowBlockingCallsInside(
            "java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue", "remove")
        .allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "addWorker")
        .allowBlockingCallsInside("java.util.concurrent.LinkedBlockingQueue", "offer")
        .allowBlockingCallsInside("sun.security.provider.NativePRNG$RandomIO", "readFully")
        .allowBlockingCallsInside("sun.security.util.UntrustedCertificates", "<clinit>")
        .allowBlockingCallsInside(
            "tools.jackson.databind.deser.DeserializerCache", "_createAndCacheValueDeserializer")
        .allowBlockingCallsInside(
            "tools.jackson.databind.ser.SerializerCache", "addAndResolveNonTypedSerializer");
  }
}
