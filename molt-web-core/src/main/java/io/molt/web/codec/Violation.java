package io.molt.web.codec;

/**
 * One rule that a value breaks.
 *
 * @param pointer the JSON pointer (RFC 6901) of the offending member, such as {@code /address/zip}; empty for the whole
 * @param detail what is wrong, in words that the client may see
 */
public record Violation(String pointer, String detail) {}
