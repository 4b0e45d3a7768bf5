package io.molt.benchmarks.baseline;

import org.jspecify.annotations.Nullable;

/** Methods through which all calls of one kind go, so that to count their calls is to count those. */
enum Landmark {
  WRITE(Metric.WRITES, "io/netty/channel/AbstractChannel$AbstractUnsafe", "write"),
  FLUSH(Metric.FLUSHES, "io/netty/channel/AbstractChannel$AbstractUnsafe", "flush"),
  TASK(Metric.TASKS, "io/netty/util/concurrent/SingleThreadEventExecutor", "addTask"),
  TIMER(
      Metric.TIMERS,
      "io/netty/util/concurrent/AbstractScheduledEventExecutor",
      "schedule",
      "(Lio/netty/util/concurrent/ScheduledFutureTask;)"),
  HEAP_BUFFER(Metric.BUFFERS, "io/netty/buffer/AdaptiveByteBufAllocator", "newHeapBuffer"),
  DIRECT_BUFFER(Metric.BUFFERS, "io/netty/buffer/AdaptiveByteBufAllocator", "newDirectBuffer"),
  POOLED_HEAP_BUFFER(Metric.BUFFERS, "io/netty/buffer/PooledByteBufAllocator", "newHeapBuffer"),
  POOLED_DIRECT_BUFFER(Metric.BUFFERS, "io/netty/buffer/PooledByteBufAllocator", "newDirectBuffer"),
  UNPOOLED_HEAP_BUFFER(Metric.BUFFERS, "io/netty/buffer/UnpooledByteBufAllocator", "newHeapBuffer"),
  UNPOOLED_DIRECT_BUFFER(
      Metric.BUFFERS, "io/netty/buffer/UnpooledByteBufAllocator", "newDirectBuffer"),
  MONO(Metric.OPERATORS, "reactor/core/publisher/Mono", "onAssembly"),
  FLUX(Metric.OPERATORS, "reactor/core/publisher/Flux", "onAssembly"),
  MONO_SUBSCRIBE(
      Metric.SUBSCRIPTIONS,
      "reactor/core/publisher/Mono",
      "subscribe",
      "(Lorg/reactivestreams/Subscriber;)"),
  FLUX_SUBSCRIBE(
      Metric.SUBSCRIPTIONS,
      "reactor/core/publisher/Flux",
      "subscribe",
      "(Lorg/reactivestreams/Subscriber;)");

  private final Metric metric;
  private final String owner;
  private final String method;
  private final String parameters;

  Landmark(Metric metric, String owner, String method) {
    this(metric, owner, method, "(");
  }

  Landmark(Metric metric, String owner, String method, String parameters) {
    this.metric = metric;
    this.owner = owner;
    this.method = method;
    this.parameters = parameters;
  }

  /** Returns what a call of that method counts as; null if as nothing. */
  static @Nullable Metric at(String owner, String method, String descriptor) {
    for (Landmark landmark : values()) {
      if (landmark.is(owner, method, descriptor)) {
        return landmark.metric;
      }
    }
    return null;
  }

  private boolean is(String type, String name, String descriptor) {
    return owner.equals(type) && method.equals(name) && descriptor.startsWith(parameters);
  }
}
