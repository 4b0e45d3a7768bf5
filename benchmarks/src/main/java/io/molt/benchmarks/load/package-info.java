/** A small load generator for HTTP/1.1: requests at a constant rate, or as fast as they are answered. */
@org.jspecify.annotations.NullMarked
package io.molt.benchmarks.load;
