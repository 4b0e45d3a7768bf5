/** Molt Web and its peers side by side: the same work, in turns, on the same core; and a report of what it costs each. */
@NullMarked
package io.molt.benchmarks.sidebyside;

import org.jspecify.annotations.NullMarked;
