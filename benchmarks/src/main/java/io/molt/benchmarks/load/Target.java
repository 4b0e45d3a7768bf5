package io.molt.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * GET requests for one path over some connections, all on one event loop. A request's time counts from when it was due,
 * so that one which had to wait for a connection counts its wait.
 */
final class Target {
  private static final long SECOND = 1_000_000_000L;

  private final Bootstrap bootstrap;
  private final ByteBuf request;
  private final double rate;
  private final long patience;
  private final Results results = new Results();
  private final List<Connection> all = new ArrayList<>();
  private final Queue<Connection> idle = new ArrayDeque<>();
  private final Queue<Long> due = new ArrayDeque<>();
  private long began;
  private long sent;
  private boolean stopped;

  /**
   * Creates one.
   *
   * @param rate requests a second; 0 for each connection to send the next one as soon as the last is answered
   * @param patience nanoseconds after which a request is given up
   */
  Target(Bootstrap bootstrap, String path, double rate, long patience) {
    this.bootstrap = bootstrap.clone().handler(new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(new HttpResponseDecoder(), new Connection(channel));
      }
    });
    String head = "GET " + path + " HTTP/1.1\r\nhost: localhost\r\n\r\n";
    this.request =
        Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(head, StandardCharsets.US_ASCII));
    this.rate = rate;
    this.patience = patience;
  }

  Results results() {
    return results;
  }

  void connect(int count) {
    for (int i = 0; i < count; i++) {
      bootstrap.connect().addListener((ChannelFuture made) -> {
        if (!made.isSuccess()) {
          throw new IllegalStateException("cannot connect", made.cause());
        }
      });
    }
  }

  int connected() {
    return all.size();
  }

  void start(long now) {
    began = now;
    if (rate == 0) {
      new ArrayList<>(idle).forEach(connection -> connection.send(now));
      idle.clear();
    }
  }

  void stop() {
    stopped = true;
    all.forEach(connection -> connection.channel.close());
  }

  /** Sends what is due, and gives up what has waited too long. */
  void tick(long now) {
    while (rate > 0 && began + (long) (sent * SECOND / rate) <= now) {
      due.add(began + (long) (sent * SECOND / rate));
      sent++;
    }
    while (!due.isEmpty() && now - due.peek() > patience) {
      due.remove();
      results.unsent();
    }
    while (!due.isEmpty() && !idle.isEmpty()) {
      idle.remove().send(due.remove());
    }
  }

  /** Gives up requests that have waited too long for their answers. */
  void sweep(long now) {
    for (Connection connection : new ArrayList<>(all)) {
      if (connection.busy && now - connection.since > patience) {
        results.unanswered();
        connection.busy = false;
        connection.channel.close();
      }
    }
  }

  private final class Connection extends SimpleChannelInboundHandler<HttpObject> {
    private final Channel channel;
    private boolean busy;
    private long since;
    private int status;

    Connection(Channel channel) {
      this.channel = channel;
    }

    void send(long dueAt) {
      busy = true;
      since = dueAt;
      channel.writeAndFlush(request.duplicate(), channel.voidPromise());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      all.add(this);
      free();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
      if (part instanceof HttpResponse response) {
        status = response.status().code();
      }
      if (part instanceof LastHttpContent && busy) {
        busy = false;
        results.answered(status, System.nanoTime() - since);
        free();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      all.remove(this);
      idle.remove(this);
      if (stopped) {
        return;
      }
      if (busy) {
        results.broken();
      }
      connect(1);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }

    private void free() {
      if (rate == 0 && began != 0 && !stopped) {
        send(System.nanoTime());
      } else if (due.isEmpty()) {
        idle.add(this);
      } else {
        send(due.remove());
      }
    }
  }
}
