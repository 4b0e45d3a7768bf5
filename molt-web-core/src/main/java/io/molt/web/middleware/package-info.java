/** Middleware for what many services need. */
@NullMarked
package io.molt.web.middleware;

import org.jspecify.annotations.NullMarked;
