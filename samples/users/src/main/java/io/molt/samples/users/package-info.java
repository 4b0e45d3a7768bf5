/** A service over a repository: routes, middleware, validation, streams and errors, each in a class of its own. */
@NullMarked
package io.molt.samples.users;

import org.jspecify.annotations.NullMarked;
