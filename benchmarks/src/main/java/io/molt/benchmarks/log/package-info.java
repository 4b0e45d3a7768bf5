/** A log of which everything is enabled that a service logs, and nothing kept. */
@NullMarked
package io.molt.benchmarks.log;

import org.jspecify.annotations.NullMarked;
