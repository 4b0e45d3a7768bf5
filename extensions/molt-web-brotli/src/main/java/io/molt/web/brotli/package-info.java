/** The content coding {@code br} (RFC 7932), by Brotli4j. */
@NullMarked
package io.molt.web.brotli;

import org.jspecify.annotations.NullMarked;
