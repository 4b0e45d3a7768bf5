@NullMarked
package io.molt.web.tls;

import org.jspecify.annotations.NullMarked;
