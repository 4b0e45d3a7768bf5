/**
 * Limits of requests in flight that follow how the service fares, by the algorithms of Netflix's concurrency-limits: see
 * {@link io.molt.web.adaptive.Gradient} and {@link io.molt.web.adaptive.Aimd}.
 */
@NullMarked
package io.molt.web.adaptive;

import org.jspecify.annotations.NullMarked;
