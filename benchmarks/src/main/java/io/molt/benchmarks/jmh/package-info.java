/** Parts of the framework by themselves, timed by JMH. */
@NullMarked
package io.molt.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
