@NullMarked
package io.molt.web.sse;

import org.jspecify.annotations.NullMarked;
