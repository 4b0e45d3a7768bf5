package io.molt.benchmarks.helidon;

import io.molt.benchmarks.workload.Ticks;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The tick that all who have subscribed wait for. */
final class Clock {
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
      Thread.ofPlatform().daemon().name("clock").factory());
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition next = lock.newCondition();
  private String data = Ticks.data(0);
  private long tick;

  Clock() {
    timer.scheduleAtFixedRate(this::tick, Ticks.MILLIS, Ticks.MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Returns what the newest tick says. */
  String data() {
    lock.lock();
    try {
      return data;
    } finally {
      lock.unlock();
    }
  }

  /** Returns what the newest tick says, once that is not what was seen. */
  String after(String seen) throws InterruptedException {
    lock.lock();
    try {
      while (data.equals(seen)) {
        next.await();
      }
      return data;
    } finally {
      lock.unlock();
    }
  }

  private void tick() {
    lock.lock();
    try {
      data = Ticks.data(++tick);
      next.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
