/** Servers that do the same work in different ways, to be measured side by side. */
@NullMarked
package io.molt.benchmarks;

import org.jspecify.annotations.NullMarked;
