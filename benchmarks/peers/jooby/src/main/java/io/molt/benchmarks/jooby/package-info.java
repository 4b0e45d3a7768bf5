/** The work in Jooby on Netty. */
@NullMarked
package io.molt.benchmarks.jooby;

import org.jspecify.annotations.NullMarked;
