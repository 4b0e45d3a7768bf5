package io.molt.web.websocket;

import java.nio.charset.StandardCharsets;

/** A message (RFC 6455 section 5.6): text or bytes, whole. */
public sealed interface Message {

  /** Returns a message of text. */
  static Message of(String text) {
    return new Text(text);
  }

  /** Returns a message of bytes; the array belongs to the message from now on. */
  static Message of(byte[] bytes) {
    return new Binary(bytes);
  }

  /** Returns the content: text in UTF-8, or the bytes themselves; not to be changed. */
  byte[] bytes();

  /**
   * Text.
   *
   * @param text the content
   */
  record Text(String text) implements Message {
    @Override
    public byte[] bytes() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  /**
   * Bytes.
   *
   * @param bytes the content; not to be changed
   */
  record Binary(byte[] bytes) implements Message {
    /** Returns the number of bytes, for people. */
    @Override
    public String toString() {
      return "Binary[" + bytes.length + " bytes]";
    }
  }
}
