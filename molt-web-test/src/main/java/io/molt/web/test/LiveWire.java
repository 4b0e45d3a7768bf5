package io.molt.web.test;

import io.molt.web.http.Body;
import io.molt.web.http.Headers;
import io.molt.web.http.Service;
import io.molt.web.http.Status;
import io.molt.web.server.Server;
import io.molt.web.server.ServerOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.NettyOutbound;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/**
 * A server on a port of this machine, and a client that talks to it. Only classes whose names begin with
 * {@code Live} touch Netty, and nothing loads them unless a test asks for a socket.
 */
final class LiveWire implements Wire {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int MAX_CONNECTIONS = 256;
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final LiveLeaks leaks;
  private final Service service;
  private final Server server;
  private final ConnectionProvider connections;
  private final HttpClient http;
  private final Transport transport;
  private @Nullable LiveTunnels tunnels;

  private LiveWire(LiveLeaks leaks, Service service, Server server, Transport transport) {
    this.leaks = leaks;
    this.service = service;
    this.server = server;
    this.transport = transport;
    this.connections = ConnectionProvider.create("molt-web-test", MAX_CONNECTIONS);
    this.http = LiveProtocol.of(transport)
        .configure(
            HttpClient.create(connections).host(LOOPBACK).port(server.port()).disableRetry(true));
  }

  static Wire start(Target target, Transport transport) {
    LiveLeaks leaks = LiveLeaks.watch();
    ServerOptions options = LiveProtocol.of(transport)
        .configure(ServerOptions.defaults().withHost(LOOPBACK).withPort(0));
    Service service = target.service();
    return new LiveWire(leaks, service, Server.start(service, options), transport);
  }

  @Override
  public Disposable open(Outgoing request, Conversation conversation) {
    if (transport == Transport.HTTP_3) {
      return send(LiveHttp3Connect.without(request), conversation, true);
    }
    leaks.onRequest(conversation);
    return tunnels().open(request, conversation.reply());
  }

  @Override
  public Disposable send(Outgoing request, Conversation conversation) {
    return send(request, conversation, false);
  }

  private Disposable send(Outgoing request, Conversation conversation, boolean connects) {
    leaks.onRequest(conversation);
    Reply reply = conversation.reply();
    LiveSubscriber subscriber = new LiveSubscriber(reply);
    AtomicReference<Channel> carrier = new AtomicReference<>();
    client(request)
        .doOnRequest((head, connection) -> {
          LiveStreams.prepare(connection);
          carrier.set(connection.channel());
          if (connects) {
            new LiveHttp3Connect().in(connection.channel().pipeline());
          }
          connection.addHandlerLast(new LiveInterim(reply));
          if (request.trailers().size() > 0) {
            connection.addHandlerLast(new LiveTrailers(request.trailers()));
          }
        })
        .headers(headers -> head(request, headers))
        .request(HttpMethod.valueOf(request.method().name()))
        .uri(isServerWide(request) ? "/" : request.target())
        .send((head, outbound) -> write(request, outbound))
        .response((response, content) -> {
          reply.onHead(headOf(response));
          response.trailerHeaders().subscribe(fields -> reply.onTrailers(fieldsOf(fields)));
          return content.map(LiveWire::copyOf).filter(ByteBuffer::hasRemaining);
        })
        .subscribe(subscriber);
    return () -> {
      LiveStreams.giveUp(carrier.get());
      subscriber.dispose();
    };
  }

  @Override
  public void run(Runnable task) {
    task.run();
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public void limit(Duration limit) {
    // Nothing here waits for the app: the client does, for its reply.
  }

  @Override
  public List<String> close() {
    closeTunnels();
    connections.disposeLater().block(GRACE);
    // Background work is not waited for, as it is not in memory.
    service.stop();
    server.stop(GRACE);
    return leaks.found();
  }

  private synchronized LiveTunnels tunnels() {
    LiveTunnels used = tunnels;
    if (used == null) {
      used = new LiveTunnels(transport, server.port());
      tunnels = used;
    }
    return used;
  }

  private synchronized void closeTunnels() {
    if (tunnels != null) {
      tunnels.close();
    }
  }

  private HttpClient client(Outgoing request) {
    return isServerWide(request)
        ? http.doOnRequest((head, connection) -> connection.addHandlerLast(new ServerWide()))
        : http;
  }

  private static boolean isServerWide(Outgoing request) {
    return request.target().equals("*");
  }

  private static void head(Outgoing request, HttpHeaders headers) {
    request.headers().forEach(headers::add);
    if (request.body().length() < 0 || request.trailers().size() > 0) {
      headers.set("transfer-encoding", "chunked");
    }
  }

  private static Publisher<Void> write(Outgoing request, NettyOutbound outbound) {
    Body body = request.body();
    if (request.trailers().size() > 0) {
      return outbound.send(body.chunks().map(Unpooled::wrappedBuffer), chunk -> true);
    }
    if (body instanceof Body.Empty) {
      return Mono.empty();
    }
    if (body instanceof Body.Bytes whole) {
      return outbound.sendObject(Unpooled.wrappedBuffer(whole.bytes()));
    }
    return outbound.send(body.chunks().map(Unpooled::wrappedBuffer), chunk -> true);
  }

  private static Head headOf(HttpClientResponse response) {
    return new Head(Status.of(response.status().code()), fieldsOf(response.responseHeaders()));
  }

  static Headers fieldsOf(HttpHeaders received) {
    Headers headers = Headers.empty();
    for (Map.Entry<String, String> field : received) {
      if (!isOfTheWire(field.getKey())) {
        headers = headers.withAdded(field.getKey(), field.getValue());
      }
    }
    return headers;
  }

  /** Returns whether it says how content is framed, or on which stream it came: other wires have it otherwise. */
  private static boolean isOfTheWire(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.equals("transfer-encoding")
        || lower.startsWith("x-http2-")
        || lower.startsWith("x-http3-");
  }

  static ByteBuffer copyOf(ByteBuf chunk) {
    byte[] bytes = new byte[chunk.readableBytes()];
    chunk.readBytes(bytes);
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /** Asks for the server as a whole, which the HTTP client has no word for. */
  private static final class ServerWide extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (message instanceof HttpRequest head) {
        head.setUri("*");
        context.pipeline().remove(this);
      }
      context.write(message, promise);
    }
  }
}
