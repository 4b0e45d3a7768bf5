/** A hub for server-sent events: what is published once, many clients see, also those that come back. */
@NullMarked
package io.molt.web.sse;

import org.jspecify.annotations.NullMarked;
