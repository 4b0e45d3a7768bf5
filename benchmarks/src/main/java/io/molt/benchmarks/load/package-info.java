/**
 * A load generator for HTTP/1.1: requests at a constant rate, or as fast as they are answered. One thread, which never
 * sleeps while it works: give it a core of its own.
 */
@NullMarked
package io.molt.benchmarks.load;

import org.jspecify.annotations.NullMarked;
