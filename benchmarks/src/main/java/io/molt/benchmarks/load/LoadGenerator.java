package io.molt.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Sends requests to a server on this machine, and prints what came of them. One thread; good for some 50,000 requests a
 * second.
 *
 * <p>Arguments, each with its value: {@code --port}, {@code --path}, {@code --rate} a second (0: as fast as they are
 * answered), {@code --connections}, {@code --seconds}, {@code --warmup} seconds, {@code --patience} milliseconds until a
 * request is given up, and {@code --probe}, a path that is asked for 20 times a second beside the load.
 */
public final class LoadGenerator {
  // Its results are what it is run for.
  private static final PrintStream OUT = System.out;
  private static final int PROBES = 20;
  private static final long SWEEP_NANOS = 50_000_000L;

  private final Map<String, String> options = new HashMap<>();

  private LoadGenerator(String[] args) {
    for (int i = 0; i + 1 < args.length; i += 2) {
      options.put(args[i], args[i + 1]);
    }
  }

  /** Runs until the time is over. */
  public static void main(String[] args) throws InterruptedException {
    new LoadGenerator(args).run();
  }

  private void run() throws InterruptedException {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    EventLoop loop = group.next();
    Bootstrap bootstrap = new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .remoteAddress("127.0.0.1", number("--port", 8080));
    long patience = TimeUnit.MILLISECONDS.toNanos(number("--patience", 10_000));
    Target load = new Target(bootstrap, text("--path", "/"), number("--rate", 0), patience);
    Target probe = new Target(bootstrap, text("--probe", "/"), PROBES, patience);
    boolean probes = options.containsKey("--probe");
    List<Target> targets = probes ? List.of(load, probe) : List.of(load);
    connect(loop, load, number("--connections", 64));
    if (probes) {
      connect(loop, probe, PROBES);
    }
    begin(loop, targets);
    Thread.sleep(TimeUnit.SECONDS.toMillis(number("--warmup", 2)));
    loop.submit(() -> targets.forEach(target -> target.results().clear())).sync();
    long began = System.nanoTime();
    Thread.sleep(TimeUnit.SECONDS.toMillis(number("--seconds", 10)));
    loop.submit(() -> print(targets, (System.nanoTime() - began) / 1e9)).sync();
    loop.submit(() -> targets.forEach(Target::stop)).sync();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  private static void connect(EventLoop loop, Target target, int count)
      throws InterruptedException {
    loop.submit(() -> target.connect(count)).sync();
    while (loop.submit(target::connected).sync().getNow() < count) {
      Thread.sleep(10);
    }
  }

  private static void begin(EventLoop loop, List<Target> targets) {
    loop.execute(() -> targets.forEach(target -> target.start(System.nanoTime())));
    loop.scheduleAtFixedRate(
        () -> targets.forEach(target -> target.tick(System.nanoTime())),
        1,
        1,
        TimeUnit.MILLISECONDS);
    loop.scheduleAtFixedRate(
        () -> targets.forEach(target -> target.sweep(System.nanoTime())),
        SWEEP_NANOS,
        SWEEP_NANOS,
        TimeUnit.NANOSECONDS);
  }

  private void print(List<Target> targets, double seconds) {
    List<String> names =
        Stream.of("--path", "--probe").map(name -> text(name, "/")).toList();
    for (int i = 0; i < targets.size(); i++) {
      OUT.print(targets.get(i).results().toString(names.get(i), seconds));
    }
  }

  private String text(String name, String otherwise) {
    return options.getOrDefault(name, otherwise);
  }

  private int number(String name, int otherwise) {
    String value = options.get(name);
    return value == null ? otherwise : Integer.parseInt(value);
  }
}
