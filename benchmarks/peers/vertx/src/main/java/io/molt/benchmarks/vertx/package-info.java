/** The work in Vert.x Web. */
@NullMarked
package io.molt.benchmarks.vertx;

import org.jspecify.annotations.NullMarked;
