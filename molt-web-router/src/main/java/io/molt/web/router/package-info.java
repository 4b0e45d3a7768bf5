/**
 * Finds the value that belongs to a method and a raw request path. Knows no HTTP message, no stream and no server: only
 * strings go in, so the whole package is tested with tables.
 *
 * <p>{@link io.molt.web.router.Router} holds the rules; {@link io.molt.web.router.Outcome} is what a match says.
 */
@NullMarked
package io.molt.web.router;

import org.jspecify.annotations.NullMarked;
