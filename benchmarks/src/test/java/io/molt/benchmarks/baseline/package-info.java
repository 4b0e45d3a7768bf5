/** Tests of the baseline. */
@NullMarked
package io.molt.benchmarks.baseline;

import org.jspecify.annotations.NullMarked;
