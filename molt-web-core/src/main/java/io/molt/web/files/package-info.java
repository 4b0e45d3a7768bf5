/** Static files, served from a directory, the class path or a jar. */
@NullMarked
package io.molt.web.files;

import org.jspecify.annotations.NullMarked;
