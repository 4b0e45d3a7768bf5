/** The work in Javalin. */
@NullMarked
package io.molt.benchmarks.javalin;

import org.jspecify.annotations.NullMarked;
