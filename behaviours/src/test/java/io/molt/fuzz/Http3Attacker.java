package io.molt.fuzz;

import io.molt.fuzz.Assault.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Opens sound connections of QUIC, and sends on their streams what is no sound HTTP/3. */
final class Http3Attacker implements Attacker {
  private static final int HANG_SECONDS = 20;
  private static final int SILENCE_MILLIS = 60;
  private static final int MAX_STREAMS = 3;
  private static final int REQUEST_CANCELLED = 0x10c;
  private static final int INTERNAL_ERROR = 0x1;
  private static final int H3_INTERNAL_ERROR = 0x102;
  private static final byte[] CONTROL = Http3Corpus.ONE_WAY.get(0);

  private final QuicClient client = new QuicClient();
  private final int port;

  Http3Attacker(int port) {
    this.port = port;
  }

  @Override
  public int attack(byte[] bytes, SplittableRandom random) throws Exception {
    List<byte[]> oneWay = new ArrayList<>();
    if (random.nextInt(4) != 0) {
      oneWay.add(CONTROL);
    }
    // Most of it ends the connection, and with it all requests.
    while (random.nextInt(4) == 0) {
      oneWay.add(new Mutator(random.split()).next(Http3Corpus.ONE_WAY));
    }
    List<byte[]> requests = new ArrayList<>(List.of(bytes));
    while (requests.size() < MAX_STREAMS && random.nextInt(2) == 0) {
      requests.add(new Mutator(random.split()).next(Http3Corpus.REQUESTS));
    }
    Ending[] endings = Ending.values();
    return attack(oneWay, requests, random, endings[random.nextInt(endings.length)]);
  }

  @Override
  public int ask() throws Exception {
    return attack(
        List.of(CONTROL),
        Http3Corpus.REQUESTS.subList(0, 1),
        new SplittableRandom(1),
        Ending.HALF_CLOSE);
  }

  @Override
  public void close() {
    client.close();
  }

  int attack(List<byte[]> oneWay, List<byte[]> requests, SplittableRandom random, Ending ending)
      throws Exception {
    Closing closing = new Closing();
    QuicChannel connection = within(client.connect(port, closing));
    try {
      List<Http3AttackStream> streams = new ArrayList<>();
      for (byte[] bytes : oneWay) {
        send(open(connection, QuicStreamType.UNIDIRECTIONAL), bytes, random);
      }
      for (byte[] bytes : requests) {
        Http3AttackStream stream = open(connection, QuicStreamType.BIDIRECTIONAL);
        if (stream != null) {
          streams.add(stream);
          boolean halfway = ending == Ending.RESET_HALFWAY;
          send(stream, halfway ? Arrays.copyOf(bytes, bytes.length / 2) : bytes, random);
        }
      }
      leave(streams, ending);
      return streams.stream()
          .mapToInt(stream -> Answers.checkHttp3(stream.received()))
          .sum();
    } finally {
      connection.close().await(HANG_SECONDS, TimeUnit.SECONDS);
      closing.check();
    }
  }

  private static void leave(List<Http3AttackStream> streams, Ending ending) throws Exception {
    switch (ending) {
      case HALF_CLOSE -> {
        streams.forEach(stream -> stream.channel().shutdownOutput());
        for (Http3AttackStream stream : streams) {
          if (!stream.awaitEnd(HANG_SECONDS)) {
            throw new IOException("the server hangs on a stream whose client has ended");
          }
        }
      }
      case CLOSE -> Thread.sleep(SILENCE_MILLIS);
      default -> streams.forEach(stream -> stream.channel().shutdown(REQUEST_CANCELLED));
    }
  }

  /** Returns a stream, or null if the server has closed the connection by now. */
  private static @Nullable Http3AttackStream open(QuicChannel connection, QuicStreamType type)
      throws Exception {
    Http3AttackStream stream = new Http3AttackStream();
    Future<QuicStreamChannel> opened = connection.createStream(type, stream);
    if (!opened.await(HANG_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("the server lets nobody open a stream");
    }
    return opened.isSuccess() ? stream : null;
  }

  private static void send(
      @Nullable Http3AttackStream stream, byte[] bytes, SplittableRandom random) {
    for (int at = 0; stream != null && at < bytes.length; ) {
      int length = Math.min(bytes.length - at, Assault.segment(random));
      ByteBuf segment = Unpooled.copiedBuffer(bytes, at, length);
      stream.channel().writeAndFlush(segment);
      at += length;
      if (random.nextInt(8) == 0) {
        LockSupport.parkNanos(random.nextInt(1_000_000));
      }
    }
  }

  private static QuicChannel within(Future<QuicChannel> connecting) throws Exception {
    if (!connecting.await(HANG_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("the server takes no connection");
    }
    if (!connecting.isSuccess()) {
      throw new IOException("the server takes no connection", connecting.cause());
    }
    return connecting.getNow();
  }

  /** Looks at the word with which the server ends a connection. */
  private static final class Closing extends ChannelInboundHandlerAdapter {
    private volatile @Nullable QuicConnectionCloseEvent word;

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof QuicConnectionCloseEvent close) {
        word = close;
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
      ctx.close();
    }

    void check() throws IOException {
      QuicConnectionCloseEvent close = word;
      if (close == null) {
        return;
      }
      int internal = close.isApplicationClose() ? H3_INTERNAL_ERROR : INTERNAL_ERROR;
      if (close.error() == internal) {
        throw new IOException("the server ended the connection with " + close);
      }
    }
  }
}
