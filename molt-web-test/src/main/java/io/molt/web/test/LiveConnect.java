package io.molt.web.test;

import io.molt.web.http.Headers;
import io.molt.web.http.Status;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** Asks for another protocol on a stream of HTTP/2, once the server has said that it may be (RFC 8441), and carries it. */
final class LiveConnect extends ChannelInboundHandlerAdapter {
  // They are of HTTP/1.1 alone (RFC 8441 section 5).
  private static final Set<String> LEFT_OUT =
      Set.of("connection", "upgrade", "host", "sec-websocket-key");

  private final Outgoing request;
  private final Reply reply;
  private boolean asked;

  LiveConnect(Outgoing request, Reply reply) {
    this.request = request;
    this.reply = reply;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof Http2SettingsFrame frame && !asked) {
      asked = true;
      ask(context, Boolean.TRUE.equals(frame.settings().connectProtocolEnabled()));
    }
    ReferenceCountUtil.release(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    reply.onError(new IOException("the connection was closed"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
    reply.onError(error);
    context.close();
  }

  private void ask(ChannelHandlerContext context, boolean allowed) {
    if (!allowed) {
      reply.onError(new IOException("the server takes no extended CONNECT"));
      return;
    }
    new Http2StreamChannelBootstrap(context.channel())
        .handler(new Stream())
        .open()
        .addListener(opened -> {
          if (opened.isSuccess()) {
            ((Channel) opened.getNow()).writeAndFlush(head());
          } else {
            reply.onError(opened.cause());
          }
        });
  }

  private DefaultHttp2HeadersFrame head() {
    Http2Headers fields = new DefaultHttp2Headers()
        .method("CONNECT")
        .scheme("http")
        .authority(request.headers().get("host"))
        .path(request.target());
    fields.set(Http2Headers.PseudoHeaderName.PROTOCOL.value(), request.headers().get("upgrade"));
    request.headers().forEach((name, value) -> {
      if (!LEFT_OUT.contains(name)) {
        fields.add(name, value);
      }
    });
    return new DefaultHttp2HeadersFrame(fields, false);
  }

  private final class Stream extends ChannelInboundHandlerAdapter {
    private Disposable sending = Disposables.disposed();

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof Http2HeadersFrame frame) {
        answered(context, frame);
      } else if (message instanceof Http2DataFrame frame) {
        reply.onNext(LiveWire.copyOf(frame.content()));
        end(frame.isEndStream());
      }
      ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof Http2ResetFrame reset) {
        reply.onError(new IOException("the stream was reset with " + reset.errorCode()));
      }
      ReferenceCountUtil.release(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      sending.dispose();
    }

    private void answered(ChannelHandlerContext context, Http2HeadersFrame frame) {
      boolean agreed = frame.headers().status().toString().equals("200");
      if (agreed) {
        sending = request
            .body()
            .chunks()
            .subscribe(chunk ->
                context.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(chunk))));
      }
      // What is a 101 elsewhere is a 200 here (RFC 8441 section 5).
      String status = agreed ? "101" : frame.headers().status().toString();
      reply.onHead(new Head(Status.of(Integer.parseInt(status)), fieldsOf(frame.headers())));
      end(frame.isEndStream());
    }

    private void end(boolean last) {
      if (last) {
        reply.onComplete();
      }
    }

    private Headers fieldsOf(Http2Headers received) {
      Headers fields = Headers.empty();
      for (Map.Entry<CharSequence, CharSequence> field : received) {
        if (field.getKey().charAt(0) != ':') {
          fields = fields.withAdded(field.getKey().toString(), field.getValue().toString());
        }
      }
      return fields;
    }
  }
}
