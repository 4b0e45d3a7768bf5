/** What is told of a server by the operating system, and by tools of its JVM. */
@NullMarked
package io.molt.benchmarks.process;

import org.jspecify.annotations.NullMarked;
