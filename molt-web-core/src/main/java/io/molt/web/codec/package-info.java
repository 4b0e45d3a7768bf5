/**
 * Values to bytes and back: codecs, their choice by media type, and the validation of what was read. Nothing here knows
 * a request or a response.
 */
@NullMarked
package io.molt.web.codec;

import org.jspecify.annotations.NullMarked;
