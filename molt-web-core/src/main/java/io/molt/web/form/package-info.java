/** Forms: the content of {@code multipart/form-data} and {@code application/x-www-form-urlencoded}. Never a request. */
@NullMarked
package io.molt.web.form;

import org.jspecify.annotations.NullMarked;
