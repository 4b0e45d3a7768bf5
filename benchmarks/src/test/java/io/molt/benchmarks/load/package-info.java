@NullMarked
package io.molt.benchmarks.load;

import org.jspecify.annotations.NullMarked;
