/** What a module's tests are run with, so that a leaked buffer or a blocked event loop fails them. */
@NullMarked
package io.molt.gates;

import org.jspecify.annotations.NullMarked;
