package io.molt.web.server;

import io.molt.web.http.HttpException;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What a decoder makes of octets, as text: a line for each head, for all of a request's content, and for a refusal. */
final class Decoding {
  private final List<String> seen = new ArrayList<>();
  private final StringBuilder content = new StringBuilder();

  private Decoding() {}

  /** Decodes them in one piece, or split at {@code ends}. */
  static List<String> of(byte[] octets, int... ends) {
    return with(new Http1Decoder(HeadLimits.defaults(), 8192), octets, ends);
  }

  /** Decodes them in random pieces. */
  static List<String> atRandom(byte[] octets, Random random) {
    int most = 1 + random.nextInt(Math.max(64, octets.length / 8));
    int[] ends = random.ints(octets.length, 1, most + 1).toArray();
    Arrays.parallelPrefix(ends, Integer::sum);
    return of(octets, Arrays.stream(ends).filter(end -> end < octets.length).toArray());
  }

  /** Decodes them with any decoder. */
  static List<String> with(ChannelHandler decoder, byte[] octets, int... ends) {
    EmbeddedChannel channel = new EmbeddedChannel(decoder);
    Decoding decoding = new Decoding();
    int start = 0;
    for (int end : ends) {
      channel.writeInbound(Unpooled.copiedBuffer(octets, start, end - start));
      start = end;
    }
    channel.writeInbound(Unpooled.copiedBuffer(octets, start, octets.length - start));
    for (Object part = channel.readInbound(); part != null; part = channel.readInbound()) {
      decoding.add((HttpObject) part);
      ReferenceCountUtil.release(part);
    }
    channel.finishAndReleaseAll();
    return decoding.seen;
  }

  private void add(HttpObject part) {
    if (part.decoderResult().isFailure()) {
      Throwable cause = part.decoderResult().cause();
      seen.add("refused" + (cause instanceof HttpException ? " " + cause.getMessage() : ""));
      return;
    }
    if (part instanceof HttpRequest request) {
      seen.add(request.method() + " " + request.uri() + " " + request.protocolVersion() + " "
          + request.headers().entries());
    }
    if (part instanceof HttpContent data) {
      content.append(data.content().toString(StandardCharsets.ISO_8859_1));
    }
    if (part instanceof LastHttpContent last) {
      seen.add("content " + content + " " + last.trailingHeaders().entries());
      content.setLength(0);
    }
  }
}
