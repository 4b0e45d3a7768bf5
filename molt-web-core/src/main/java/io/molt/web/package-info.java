/** The app: the recipe that routes and middleware are written into, and the one function that it becomes. */
@NullMarked
package io.molt.web;

import org.jspecify.annotations.NullMarked;
