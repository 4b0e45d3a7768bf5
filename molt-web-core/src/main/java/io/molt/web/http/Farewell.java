package io.molt.web.http;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a conversation in another protocol ({@link Response#upgrade}) may be besides a publisher: one that has a last word
 * when it is broken off by a deadline or a drain.
 */
public interface Farewell {

  /**
   * Returns what is sent last, after all that the conversation has sent before; null for nothing, such as amid something
   * that is sent in parts. Called once at most, after the conversation was cancelled, and only if the client takes output.
   */
  @Nullable ByteBuffer farewell();
}
