package io.molt.web.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;

/** What is done to channels, whatever they speak. */
final class Channels {
  private Channels() {}

  /** Closes a channel without another word, and drops what its other end has not taken. */
  static void reset(Channel channel) {
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    // Not through the pipeline: TLS would wait for its last word to be taken.
    channel.unsafe().close(channel.voidPromise());
  }
}
