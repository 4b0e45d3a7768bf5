/** What a request costs that no neighbour can disturb: counts, compared with those that are written down. */
@NullMarked
package io.molt.benchmarks.baseline;

import org.jspecify.annotations.NullMarked;
