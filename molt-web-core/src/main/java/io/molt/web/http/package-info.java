/** The HTTP messages, and the two function types that everything is built from: handler and middleware. */
@NullMarked
package io.molt.web.http;

import org.jspecify.annotations.NullMarked;
