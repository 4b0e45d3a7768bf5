/** Frames, messages and what is agreed on, one by one. */
@NullMarked
package io.molt.web.websocket;

import org.jspecify.annotations.NullMarked;
