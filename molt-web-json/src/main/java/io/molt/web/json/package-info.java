/**
 * JSON by Jackson, whole and streamed, and the validation of what was read by Hibernate Validator. Being on the class
 * path is enough: an app finds both by {@link java.util.ServiceLoader}.
 */
@NullMarked
package io.molt.web.json;

import org.jspecify.annotations.NullMarked;
