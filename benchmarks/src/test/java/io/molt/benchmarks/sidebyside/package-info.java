@NullMarked
package io.molt.benchmarks.sidebyside;

import org.jspecify.annotations.NullMarked;
