package io.molt.benchmarks;

/** What the echo route reads and writes. */
record Person(String name, int age) {}
