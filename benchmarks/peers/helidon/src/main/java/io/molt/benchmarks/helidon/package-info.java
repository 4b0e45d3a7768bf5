/** The work in Helidon SE. */
@NullMarked
package io.molt.benchmarks.helidon;

import org.jspecify.annotations.NullMarked;
