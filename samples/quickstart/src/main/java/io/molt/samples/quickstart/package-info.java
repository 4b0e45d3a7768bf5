/** The smallest service that has everything. */
@NullMarked
package io.molt.samples.quickstart;

import org.jspecify.annotations.NullMarked;
