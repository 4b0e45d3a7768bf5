/** Certificates and keys: where they come from, which one a client is shown, and how they change while a server runs. */
@NullMarked
package io.molt.web.tls;

import org.jspecify.annotations.NullMarked;
