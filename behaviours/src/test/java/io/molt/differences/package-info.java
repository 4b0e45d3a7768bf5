/** What clients see otherwise over a wire than in memory, written down. */
@org.jspecify.annotations.NullMarked
package io.molt.differences;
