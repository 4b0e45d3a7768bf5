package io.molt.web.test;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the buffers that were collected as garbage without having been released, since one client began.
 *
 * <p>Every buffer is tracked, whatever Netty's leak detection level. As long as all are released, which is as good as
 * always, finding nothing costs nothing: the garbage is collected only if some are not.
 *
 * <p>It has to be there before Netty makes its first buffer; where Netty was in use before the first live client, Netty's
 * own detection is all there is.
 */
final class LiveLeaks {
  private static final int MAX_REQUESTS = 256;
  private static final int MAX_FRAMES = 16;
  private static final int PAUSES = 20;
  private static final long PAUSE_MILLIS = 10;

  // Static because Netty's detectors are: one for each kind of resource, made once.
  private static final Set<Tracked<?>> OPEN = ConcurrentHashMap.newKeySet();
  private static final AtomicLong COUNT = new AtomicLong();

  static {
    ResourceLeakDetectorFactory before = ResourceLeakDetectorFactory.instance();
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory(before));
  }

  private record Sent(long count, Conversation conversation) {}

  private final long start = COUNT.get();
  private final Deque<Sent> requests = new ArrayDeque<>();

  private LiveLeaks() {}

  /** Begins to look. */
  static LiveLeaks watch() {
    return new LiveLeaks();
  }

  synchronized void onRequest(Conversation conversation) {
    if (requests.size() == MAX_REQUESTS) {
      requests.removeFirst();
    }
    requests.addLast(new Sent(COUNT.get(), conversation));
  }

  /** Returns what has leaked since this began, each with the request under way and the place where it was made. */
  List<String> found() {
    for (int pause = 0; pause < PAUSES && anyOpen(); pause++) {
      sleep();
    }
    if (!anyOpen()) {
      return List.of();
    }
    System.gc();
    sleep();
    System.gc();
    return collected();
  }

  private boolean anyOpen() {
    return OPEN.stream().anyMatch(tracked -> tracked.number > start);
  }

  private List<String> collected() {
    List<String> leaks = new ArrayList<>();
    for (Tracked<?> tracked : OPEN) {
      // One that is still reachable may be somebody's to release; one that is not is nobody's.
      if (tracked.number > start && tracked.isCollected() && OPEN.remove(tracked)) {
        leaks.add(requestAt(tracked.number) + ": a buffer was never released; it was made\n"
            + tracked.site());
      }
    }
    return leaks;
  }

  /** Returns the last request that was sent before a buffer was made. */
  private synchronized String requestAt(long number) {
    Iterator<Sent> latest = requests.descendingIterator();
    while (latest.hasNext()) {
      Sent sent = latest.next();
      if (sent.count < number) {
        return sent.conversation.toString();
      }
    }
    return "before the first request";
  }

  private static void sleep() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes detectors that track everything, besides what would have been there without them. */
  private static final class Factory extends ResourceLeakDetectorFactory {
    private final ResourceLeakDetectorFactory other;

    Factory(ResourceLeakDetectorFactory other) {
      this.other = other;
    }

    @Override
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> type, int interval) {
      return new Detector<>(type, interval, other.newResourceLeakDetector(type, interval));
    }

    @Override
    @Deprecated
    @SuppressWarnings("deprecation") // abstract, so it has to be there
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> type, int interval, long maxActive) {
      return new Detector<>(
          type, interval, other.newResourceLeakDetector(type, interval, maxActive));
    }
  }

  private static final class Detector<T> extends ResourceLeakDetector<T> {
    private final ResourceLeakDetector<T> other;

    Detector(Class<?> type, int interval, ResourceLeakDetector<T> other) {
      super(type, interval);
      this.other = other;
    }

    @Override
    public ResourceLeakTracker<T> track(T resource) {
      return new Tracked<>(resource, other.track(resource));
    }

    @Override
    public ResourceLeakTracker<T> trackForcibly(T resource) {
      return new Tracked<>(resource, other.trackForcibly(resource));
    }
  }

  /** One resource that is open. */
  private static final class Tracked<T> implements ResourceLeakTracker<T> {
    private final long number = COUNT.incrementAndGet();
    private final WeakReference<T> resource;
    private final @Nullable ResourceLeakTracker<T> other;
    private final Throwable made = new Throwable();

    Tracked(T resource, @Nullable ResourceLeakTracker<T> other) {
      this.resource = new WeakReference<>(resource);
      this.other = other;
      OPEN.add(this);
    }

    @Override
    public void record() {
      if (other != null) {
        other.record();
      }
    }

    @Override
    public void record(Object hint) {
      if (other != null) {
        other.record(hint);
      }
    }

    @Override
    public boolean close(T closed) {
      boolean first = OPEN.remove(this);
      return other == null ? first : other.close(closed);
    }

    boolean isCollected() {
      return resource.refersTo(null);
    }

    String site() {
      return Arrays.stream(made.getStackTrace())
          .filter(frame -> !frame.getClassName().startsWith(LiveLeaks.class.getName()))
          .limit(MAX_FRAMES)
          .map(frame -> "    at " + frame)
          .collect(Collectors.joining("\n"));
    }
  }
}
