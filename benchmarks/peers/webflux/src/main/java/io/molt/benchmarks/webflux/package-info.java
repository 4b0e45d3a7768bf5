/** The work in Spring WebFlux, functional and without Boot. */
@NullMarked
package io.molt.benchmarks.webflux;

import org.jspecify.annotations.NullMarked;
