/** What servers have to do alike, so that they can be measured side by side. */
@NullMarked
package io.molt.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
