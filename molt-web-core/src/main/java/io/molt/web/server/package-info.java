/** The wire: bytes to requests, responses to bytes. The only package that knows Netty and reactor-netty. */
@NullMarked
package io.molt.web.server;

import org.jspecify.annotations.NullMarked;
