/** The guide, held to its word: every snippet is a region of a test here. */
@NullMarked
package io.molt.docs;

import org.jspecify.annotations.NullMarked;
