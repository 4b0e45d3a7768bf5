package io.molt.benchmarks.workload;

/**
 * What the echo route reads and writes.
 *
 * @param name any text
 * @param age in years
 */
public record Person(String name, int age) {}
