package io.molt.web.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done to channels, whatever they speak. */
final class Channels {
  private static final Logger LOG = LoggerFactory.getLogger(Channels.class);

  private Channels() {}

  /** Closes a channel without another word, and drops what its other end has not taken. */
  static void reset(Channel channel) {
    try {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    } catch (ChannelException gone) {
      // Its other end may have closed it at any moment.
      LOG.debug("{} is gone already", channel, gone);
    }
    // Not through the pipeline: TLS would wait for its last word to be taken.
    channel.unsafe().close(channel.voidPromise());
  }
}
