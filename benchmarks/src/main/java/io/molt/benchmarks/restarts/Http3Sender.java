package io.molt.benchmarks.restarts;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Sends over HTTP/3, by Netty's codec: one request at a time on each connection. */
final class Http3Sender implements Sender {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int CONNECT_MILLIS = 2_000;
  private static final int IDLE_SECONDS = 30;
  private static final int WINDOW = 1 << 20;

  private final Channel socket;
  private final Map<Integer, Queue<Http3Lane>> idle = new ConcurrentHashMap<>();

  Http3Sender() {
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    QuicSslContext tls = QuicSslContextBuilder.forClient()
        .trustManager(InsecureTrustManagerFactory.INSTANCE)
        .applicationProtocols(Http3.supportedApplicationProtocols())
        .build();
    socket = new Bootstrap()
        .group(loop)
        .channel(NioDatagramChannel.class)
        .option(ChannelOption.SO_RCVBUF, WINDOW)
        .handler(Http3.newQuicClientCodecBuilder()
            .sslContext(tls)
            .maxIdleTimeout(IDLE_SECONDS, TimeUnit.SECONDS)
            .initialMaxData(WINDOW)
            .initialMaxStreamDataBidirectionalLocal(WINDOW)
            .build())
        .bind(0)
        .syncUninterruptibly()
        .channel();
  }

  @Override
  public Mono<String> send(Call call, int port) {
    return lane(port)
        .flatMap(lane -> lane.send(call).timeout(PATIENCE).doFinally(end -> release(lane, port)));
  }

  private Mono<Http3Lane> lane(int port) {
    return Mono.defer(() -> {
      Http3Lane kept = kept(port);
      return kept == null ? Http3Lane.connect(socket, port, CONNECT_MILLIS) : Mono.just(kept);
    });
  }

  private @Nullable Http3Lane kept(int port) {
    Queue<Http3Lane> lanes = idle(port);
    Http3Lane lane = lanes.poll();
    while (lane != null && !lane.isOpen()) {
      lane = lanes.poll();
    }
    return lane;
  }

  private void release(Http3Lane lane, int port) {
    if (lane.isOpen()) {
      idle(port).add(lane);
    }
  }

  private Queue<Http3Lane> idle(int port) {
    return idle.computeIfAbsent(port, key -> new ConcurrentLinkedQueue<>());
  }
}
