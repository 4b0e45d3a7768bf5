/** The content coding {@code zstd} (RFC 8878), by zstd-jni. */
@NullMarked
package io.molt.web.zstd;

import org.jspecify.annotations.NullMarked;
