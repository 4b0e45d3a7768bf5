/** WebSocket (RFC 6455): messages both ways on one connection, or on one stream of HTTP/2 (RFC 8441). */
@NullMarked
package io.molt.web.websocket;

import org.jspecify.annotations.NullMarked;
