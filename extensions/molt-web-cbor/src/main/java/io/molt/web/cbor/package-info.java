/**
 * CBOR (RFC 8949) by Jackson, whole and streamed. Being on the class path is enough: an app finds the codec by
 * {@link java.util.ServiceLoader}.
 */
@NullMarked
package io.molt.web.cbor;

import org.jspecify.annotations.NullMarked;
