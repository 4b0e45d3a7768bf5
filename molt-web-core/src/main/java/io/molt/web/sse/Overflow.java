package io.molt.web.sse;

/** What becomes of a subscriber to a {@link Topic} that takes events more slowly than they are published. */
public enum Overflow {
  /**
   * It misses the oldest events, those that the topic no longer keeps, and is {@linkplain TopicOptions#withGap told so}. For
   * events that add up as long as none is missed.
   */
  DROP_OLDEST,

  /**
   * It gets the newest event whenever it takes one, and none of those in between; at first the newest one, if there is one.
   * It is not told what it misses. For events that each say all there is to know, such as prices.
   */
  LATEST_ONLY,

  /**
   * Its stream ends when it is more than half of what the topic keeps behind, of what was published since it came. A client
   * that comes back then finds what it missed, if it is quick.
   */
  DISCONNECT
}
