package io.molt.web.websocket;

/**
 * What a message has in it.
 *
 * @param text whether the bytes are text in UTF-8
 */
record Content(boolean text, byte[] bytes) {}
