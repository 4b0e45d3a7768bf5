/**
 * The test client: the whole app without a socket, or over one, with the same calls and the same assertions; streams
 * with explicit demand, virtual time, and checks for what was left unread, unanswered or unreleased.
 */
@NullMarked
package io.molt.web.test;

import org.jspecify.annotations.NullMarked;
