package io.molt.web.server;

import io.molt.web.http.Headers;
import io.molt.web.http.HttpException;
import io.molt.web.http.Method;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What a decoder makes of octets, as text: a line for each head, for all of a request's content, and for a refusal. */
final class Decoding implements Http1Decoder.Receiver {
  private final List<String> seen = new ArrayList<>();
  private final StringBuilder content = new StringBuilder();

  private Decoding() {}

  /** Decodes them in one piece, or split at {@code ends}. */
  static List<String> of(byte[] octets, int... ends) {
    Http1Decoder decoder = new Http1Decoder(HeadLimits.defaults(), 8192);
    Decoding decoding = new Decoding();
    pieces(octets, ends).forEach(piece -> decoder.decode(piece, decoding));
    return decoding.seen;
  }

  /** Decodes them in random pieces. */
  static List<String> atRandom(byte[] octets, Random random) {
    int most = 1 + random.nextInt(Math.max(64, octets.length / 8));
    int[] ends = random.ints(octets.length, 1, most + 1).toArray();
    Arrays.parallelPrefix(ends, Integer::sum);
    return of(octets, Arrays.stream(ends).filter(end -> end < octets.length).toArray());
  }

  /** Decodes them with a decoder of Netty's. */
  static List<String> with(ChannelHandler decoder, byte[] octets) {
    EmbeddedChannel channel = new EmbeddedChannel(decoder);
    channel.writeInbound(Unpooled.copiedBuffer(octets));
    Decoding decoding = new Decoding();
    for (Object part = channel.readInbound(); part != null; part = channel.readInbound()) {
      decoding.add((HttpObject) part);
      ReferenceCountUtil.release(part);
    }
    channel.finishAndReleaseAll();
    return decoding.seen;
  }

  @Override
  public void head(RequestHead head) {
    addHead(head.method(), head.target(), head.http10(), head.headers());
    if (head.length() == 0) {
      addEnd(Headers.empty());
    }
  }

  @Override
  public void content(ByteBuf in, int count, boolean last, Headers trailers) {
    content.append(in.toString(in.readerIndex(), count, StandardCharsets.ISO_8859_1));
    if (last) {
      addEnd(trailers);
    }
  }

  @Override
  public void unsound(HttpException refusal, boolean inHead) {
    seen.add("refused " + refusal.getMessage());
  }

  @Override
  public boolean isClosed() {
    return false;
  }

  private static List<ByteBuf> pieces(byte[] octets, int... ends) {
    List<ByteBuf> pieces = new ArrayList<>();
    int start = 0;
    for (int end : ends) {
      pieces.add(Unpooled.copiedBuffer(octets, start, end - start));
      start = end;
    }
    pieces.add(Unpooled.copiedBuffer(octets, start, octets.length - start));
    return pieces;
  }

  /** Adds what Netty's decoder makes of it, as a request is understood whose head ours has found to be sound. */
  private void add(HttpObject part) {
    if (part.decoderResult().isFailure()) {
      seen.add("refused");
      return;
    }
    if (part instanceof HttpRequest request) {
      Method method = Method.of(request.method().name());
      RequestTarget target = RequestTarget.of(request.uri(), method);
      Headers fields = fields(request.headers());
      String authority = target.authority();
      addHead(
          method,
          target.path(),
          request.protocolVersion().equals(HttpVersion.HTTP_1_0),
          authority == null ? fields : fields.with("host", authority));
    }
    if (part instanceof HttpContent data) {
      content.append(data.content().toString(StandardCharsets.ISO_8859_1));
    }
    if (part instanceof LastHttpContent last) {
      addEnd(fields(last.trailingHeaders()));
    }
  }

  private void addHead(Method method, String target, boolean http10, Headers fields) {
    seen.add(method + " " + target + (http10 ? " HTTP/1.0 " : " HTTP/1.1 ") + text(fields));
  }

  private void addEnd(Headers trailers) {
    seen.add("content " + content + " " + text(trailers));
    content.setLength(0);
  }

  private static Headers fields(HttpHeaders fields) {
    return Headers.of(fields.entries().stream()
        .flatMap(field -> Stream.of(field.getKey(), field.getValue()))
        .toArray(String[]::new));
  }

  private static List<String> text(Headers fields) {
    List<String> text = new ArrayList<>();
    fields.forEach((name, value) -> text.add(name + "=" + value));
    return text;
  }
}
