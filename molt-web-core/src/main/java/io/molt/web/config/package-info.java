/**
 * Settings of a server from outside its code: arguments, system properties and environment variables, one table for
 * all.
 */
@NullMarked
package io.molt.web.config;

import org.jspecify.annotations.NullMarked;
