/** Rolling restarts under load: what clients see of instances that stop and start again. */
@NullMarked
package io.molt.benchmarks.restarts;

import org.jspecify.annotations.NullMarked;
