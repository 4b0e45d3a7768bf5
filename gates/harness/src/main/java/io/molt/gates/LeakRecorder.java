package io.molt.gates;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Netty's leak detector, which keeps what it finds instead of logging it.
 *
 * <p>Netty makes one per kind of resource, named by {@code -Dio.netty.customResourceLeakDetector}.
 *
 * @param <T> the kind of resource
 */
public final class LeakRecorder<T> extends ResourceLeakDetector<T> {
  private static final int PROBES = 2;
  private static final long PROBE_MILLIS = 1_000;

  // Static because Netty makes the detectors and offers no way to reach them.
  private static final Queue<LeakRecorder<?>> RECORDERS = new ConcurrentLinkedQueue<>();
  private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

  /** Creates the detector of one kind of resource; called by Netty. */
  public LeakRecorder(Class<?> resourceType, int samplingInterval) {
    super(resourceType, samplingInterval);
    RECORDERS.add(this);
  }

  /** Creates the detector of one kind of resource; called by Netty. */
  public LeakRecorder(Class<?> resourceType, int samplingInterval, long maxActive) {
    this(resourceType, samplingInterval);
  }

  /** Returns the leaks found since the last call, after having had the garbage collected. */
  static List<String> drain() {
    for (int probe = 0; probe < PROBES; probe++) {
      collectGarbage();
      RECORDERS.forEach(LeakRecorder::probe);
    }
    List<String> found = new ArrayList<>();
    for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
      found.add(leak);
    }
    return found;
  }

  @Override
  protected boolean needReport() {
    return true;
  }

  @Override
  protected void reportTracedLeak(String resourceType, String records) {
    LEAKS.add("LEAK: " + resourceType + records);
  }

  @Override
  protected void reportUntracedLeak(String resourceType) {
    LEAKS.add("LEAK: " + resourceType);
  }

  // Netty looks for leaks only when something is tracked, so track something of no consequence.
  @SuppressWarnings("unchecked")
  private void probe() {
    T nothing = (T) new Object();
    ResourceLeakTracker<T> tracker = track(nothing);
    if (tracker != null) {
      tracker.close(nothing);
    }
  }

  private static void collectGarbage() {
    ReferenceQueue<Object> collected = new ReferenceQueue<>();
    WeakReference<Object> witness = new WeakReference<>(new Object(), collected);
    System.gc();
    try {
      if (collected.remove(PROBE_MILLIS) != witness) {
        throw new IllegalStateException("garbage: not collected in " + PROBE_MILLIS + " ms");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
