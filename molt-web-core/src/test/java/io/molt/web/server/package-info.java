/** What only a socket can show. */
@NullMarked
package io.molt.web.server;

import org.jspecify.annotations.NullMarked;
