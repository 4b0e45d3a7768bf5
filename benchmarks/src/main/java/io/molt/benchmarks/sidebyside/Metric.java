package io.molt.benchmarks.sidebyside;

/** What is measured, and in which unit. */
enum Metric {
  CPU("CPU per request", "µs"),
  RATE("requests per CPU second", "1/s"),
  ALLOCATED("allocated per request", "bytes"),
  CPU_RATE("bytes per CPU second", "MB/s"),
  OFFERED("rate that latency is measured at", "1/s"),
  P50("latency, p50", "ms"),
  P99("latency, p99", "ms"),
  P999("latency, p99.9", "ms"),
  DROPPED("time that does not count, for the generator was late", "%"),
  RESIDENT("RSS after load", "MB"),
  LIVE_HEAP("live heap after load", "MB"),
  IDLE_RESIDENT("RSS per idle connection", "KB"),
  IDLE_HEAP("live heap per idle connection", "KB"),
  START("start to the first 200", "ms"),
  CLASSES("classes loaded at the first 200", ""),
  EVENT_RATE("events per second", "1/s"),
  EVENT_CPU("CPU per event", "µs"),
  EVENT_LATE("lateness of events, p99", "ms");

  private final String title;
  private final String unit;

  Metric(String title, String unit) {
    this.title = title;
    this.unit = unit;
  }

  String title() {
    return title;
  }

  String unit() {
    return unit;
  }
}
