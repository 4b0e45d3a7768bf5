/** Content codings (RFC 9110 section 8.4.1): how content is compressed, and which of them a client likes. Never a message. */
@NullMarked
package io.molt.web.coding;

import org.jspecify.annotations.NullMarked;
