package io.molt.benchmarks.trials;

import io.molt.web.App;
import io.molt.web.DrainPolicy;
import io.molt.web.RouteOption;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.http.ServerSentEvent;
import io.molt.web.server.Server;
import io.molt.web.server.ServerOptions;
import io.molt.web.sse.Topic;
import io.molt.web.sse.TopicOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Has the {@code EventSource} of a real browser read events, lose its connection, come back with the id of the last one, and
 * be told what it missed. Arguments: the command of the browser, a Chromium.
 *
 * <p>Exits with 1 if a page sees anything else.
 */
public final class BrowserEvents implements AutoCloseable {
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final Duration BEAT = Duration.ofMillis(300);
  private static final int PATIENCE_SECONDS = 30;
  private static final int KEPT = 10;
  private static final PrintStream OUT = System.out;

  private final Topic topic =
      Topic.create(TopicOptions.defaults().withOrigin("t").withCapacity(KEPT));
  private final Sinks.Many<String> cuts = Sinks.many().multicast().directBestEffort();
  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
  private final Path profile = Files.createTempDirectory("browser-events");
  private final Server server = app()
      .listen(ServerOptions.defaults()
          .withHost("127.0.0.1")
          .withPort(0)
          .withShutdown(shutdown -> shutdown.withIdleWait(Duration.ofSeconds(2))));
  private final Process browser;
  private boolean failed;

  private BrowserEvents(String command) throws IOException {
    browser = new ProcessBuilder(
            command,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile,
            "http://127.0.0.1:" + server.port() + "/")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Runs the browser through it all. */
  public static void main(String[] args) throws Exception {
    boolean failed;
    try (BrowserEvents trial = new BrowserEvents(args[0])) {
      trial.run();
      failed = trial.failed;
    }
    System.exit(failed ? 1 : 0);
  }

  @Override
  public void close() throws IOException {
    browser.descendants().forEach(ProcessHandle::destroyForcibly);
    browser
        .destroyForcibly()
        .onExit()
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
    server.stop(Duration.ZERO);
    try (Stream<Path> all = Files.walk(profile)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }

  private App app() throws IOException {
    String page = page();
    return App.create()
        .get("/", request -> Response.html(page))
        .get(
            "/events",
            this::events,
            RouteOption.heartbeat(BEAT),
            RouteOption.onDrain(
                DrainPolicy.completeWith(ServerSentEvent.of("moved").withEvent("bye"))))
        .get(
            "/heartbeat",
            request -> Response.sse(Flux.just("a").concatWith(Flux.never())),
            RouteOption.heartbeat(BEAT))
        .post(
            "/seen",
            request -> request.text().doOnNext(seen::add).then(Mono.just(Response.noContent())));
  }

  private Response events(Request request) {
    asked.add(request.lastEventId().orElse("none"));
    return Response.sse(Flux.<Object>just(ServerSentEvent.retryAfter(RETRY))
        .concatWith(topic.events(request))
        .takeUntilOther(cuts.asFlux()));
  }

  private void run() throws InterruptedException {
    connect("first connection", "none");
    topic.publish("one\ntwo");
    expect("lines of data", "message|one\ntwo|t-1");
    topic.publish(" größe 😀 ");
    expect("blanks and UTF-8", "message| größe 😀 |t-2");
    topic.publish(ServerSentEvent.of(List.of(1, "a")).withEvent("tick").withComment("x\ny"));
    expect("type, JSON and comment", "tick|[1,\"a\"]|t-3");
    topic.publish("");
    expect("empty data", "message||t-4");
    expect("heartbeat on the wire", "heartbeat");
    comeBack();
    missTooMuch();
    drain();
    OUT.println(failed ? "FAILED" : "all as it should be");
  }

  private void comeBack() throws InterruptedException {
    cut();
    topic.publish("missed");
    topic.publish(ServerSentEvent.of("own id").withId("größe"));
    connect("reconnection with Last-Event-ID", "t-4");
    expect("replay", "message|missed|t-5");
    expect("replay of an event with an id of its own", "message|own id|größe");
    cut();
    connect("reconnection with an id beyond ASCII", "größe");
    topic.publish("live");
    expect("live after replay", "message|live|t-7");
  }

  private void missTooMuch() throws InterruptedException {
    cut();
    for (int i = 8; i <= 19; i++) {
      topic.publish("" + i);
    }
    connect("reconnection with an id that is too old", "t-7");
    expect("a gap is told", "gap||t-9");
    for (int i = 10; i <= 19; i++) {
      expect("what is kept follows", "message|" + i + "|t-" + i);
    }
  }

  private void drain() throws InterruptedException {
    server.stopLater().subscribe();
    expect("last event at drain", "bye|moved|t-19");
  }

  /** Ends the stream, as a restart would. */
  private void cut() throws InterruptedException {
    cuts.tryEmitNext("cut").orThrow();
    awaitSubscribers(0);
  }

  private void awaitSubscribers(int count) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (topic.subscribers() != count && System.nanoTime() < end) {
      Thread.sleep(1);
    }
  }

  private void connect(String what, String lastEventId) throws InterruptedException {
    check(what, lastEventId, asked.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    awaitSubscribers(1);
  }

  private void expect(String what, String event) throws InterruptedException {
    check(what, event, seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  private void check(String what, String expected, @Nullable String found) {
    boolean right = expected.equals(found);
    failed |= !right;
    OUT.println((right ? "ok      " : "FAILED  ")
        + what
        + (right ? "" : ": " + found + " (expected: " + expected + ")"));
  }

  private static String page() throws IOException {
    try (InputStream in = BrowserEvents.class.getResourceAsStream("events.html")) {
      if (in == null) {
        throw new IOException("events.html is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
