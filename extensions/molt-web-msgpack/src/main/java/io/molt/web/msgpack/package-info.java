/**
 * MessagePack, for values that Jackson binds. Being on the class path is enough: an app finds the codec by
 * {@link java.util.ServiceLoader}.
 */
@NullMarked
package io.molt.web.msgpack;

import org.jspecify.annotations.NullMarked;
