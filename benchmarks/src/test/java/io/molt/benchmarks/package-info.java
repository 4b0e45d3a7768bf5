@NullMarked
package io.molt.benchmarks;

import org.jspecify.annotations.NullMarked;
