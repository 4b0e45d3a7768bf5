@NullMarked
package io.molt.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
