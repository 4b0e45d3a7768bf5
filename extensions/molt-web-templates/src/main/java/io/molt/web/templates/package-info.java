/** HTML from templates of jte, streamed and escaped: see {@link io.molt.web.templates.Templates}. */
@NullMarked
package io.molt.web.templates;

import org.jspecify.annotations.NullMarked;
