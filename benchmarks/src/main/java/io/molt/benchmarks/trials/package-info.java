/** Trials of a server: what it does in the face of slow clients, of many, and over time. Run by the scripts. */
@NullMarked
package io.molt.benchmarks.trials;

import org.jspecify.annotations.NullMarked;
