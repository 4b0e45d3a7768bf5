/** A chat in the browser: messages by WebSocket, who is there by server-sent events, files by multipart forms. */
@NullMarked
package io.molt.samples.chat;

import org.jspecify.annotations.NullMarked;
