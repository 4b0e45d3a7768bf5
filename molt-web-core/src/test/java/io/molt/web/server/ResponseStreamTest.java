package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.http.Body;
import io.molt.web.http.Outcome;
import io.molt.web.http.Request;
import io.molt.web.http.RequestContext;
import io.molt.web.http.Response;
import io.molt.web.server.RawClient.Answer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

class ResponseStreamTest extends SocketTest {
  private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();

  @Test
  void a_stream_of_unknown_length_is_chunked() {
    RawClient client = serve(req -> Response.chunks(texts("one", "two", "three")));
    Answer answer = client.get("/").read();
    assertThat(answer.fields()).containsEntry("transfer-encoding", "chunked");
    assertThat(answer.fields()).doesNotContainKey("content-length");
    assertThat(answer.content()).isEqualTo("onetwothree");
    assertThat(client.get("/").read().content()).isEqualTo("onetwothree");
  }

  @Test
  void of_content_that_is_long_one_chunk_is_asked_for_at_first() throws Exception {
    int count = 20;
    int size = 64 * 1024;
    BlockingQueue<Long> asked = new LinkedBlockingQueue<>();
    Flux<ByteBuffer> chunks =
        Flux.range(0, count).map(i -> ByteBuffer.wrap(new byte[size])).doOnRequest(asked::add);
    RawClient client = serve(req -> sized((long) count * size, chunks));
    client.get("/").readHead();
    assertThat(client.input().readNBytes(count * size)).hasSize(count * size);
    assertThat(asked).hasSizeGreaterThanOrEqualTo(count).containsOnly(1L);
  }

  @Test
  void a_stream_of_known_length_is_not_chunked() {
    RawClient client = serve(req -> sized(11, texts("one", "two", "three")));
    Answer answer = client.get("/").read();
    assertThat(answer.fields()).containsEntry("content-length", "11");
    assertThat(answer.fields()).doesNotContainKey("transfer-encoding");
    assertThat(answer.content()).isEqualTo("onetwothree");
    assertThat(client.get("/").read().status()).isEqualTo(200);
  }

  @Test
  void http_1_0_gets_a_stream_that_ends_with_the_connection() throws IOException {
    RawClient client = serve(req -> Response.chunks(texts("one", "two")));
    Answer answer =
        client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").readHead();
    assertThat(answer.fields()).containsEntry("connection", "close");
    assertThat(answer.fields()).doesNotContainKeys("transfer-encoding", "content-length");
    assertThat(client.readToEnd()).isEqualTo("onetwo");
  }

  @Test
  void an_empty_stream_ends_at_once() {
    RawClient client = serve(req -> Response.chunks(Flux.empty()));
    assertThat(client.get("/").read().content()).isEmpty();
    assertThat(client.get("/").read().content()).isEmpty();
  }

  @Test
  void the_head_does_not_wait_for_the_first_chunk() {
    Sinks.Many<ByteBuffer> source = Sinks.many().unicast().onBackpressureBuffer();
    RawClient client = serve(req -> Response.chunks(source.asFlux()));
    assertThat(client.get("/").readHead().status()).isEqualTo(200);
  }

  @Test
  void a_chunk_does_not_wait_for_the_next() {
    Sinks.Many<ByteBuffer> source = Sinks.many().unicast().onBackpressureBuffer();
    RawClient client = serve(req -> Response.chunks(source.asFlux()));
    client.get("/").readHead();
    for (int i = 0; i < 5; i++) {
      source.tryEmitNext(text("tick" + i)).orThrow();
      assertThat(client.readText("5\r\ntick0\r\n".length())).isEqualTo("5\r\ntick" + i + "\r\n");
    }
    source.tryEmitComplete().orThrow();
    assertThat(client.readText(5)).isEqualTo("0\r\n\r\n");
  }

  @Test
  void chunks_that_are_there_together_go_out_together() {
    RawClient client = serve(req -> Response.chunks(texts("one", "two", "three")));
    client.get("/").readHead();
    assertThat(client.readText(21)).isEqualTo("b\r\nonetwothree\r\n0\r\n\r\n");
  }

  @Test
  void a_stream_may_emit_on_any_thread() {
    RawClient client = serve(req -> Response.chunks(
        Flux.range(0, 100_000).map(i -> text(i + ",")).publishOn(Schedulers.parallel())));
    String content = client.get("/").read().content();
    assertThat(content).startsWith("0,1,2,").endsWith("99998,99999,").hasSize(588_890);
  }

  @Test
  void a_client_that_does_not_read_holds_the_source_back() throws Exception {
    AtomicLong produced = new AtomicLong();
    int chunk = 10_000;
    Server server = server(req -> Response.chunks(Flux.range(0, 10_000)
        .map(i -> ByteBuffer.allocate(chunk))
        .doOnNext(buffer -> produced.addAndGet(chunk))));
    RawClient client = client(server, 8192);
    client.get("/").readHead();
    long before = -1;
    while (before != produced.get()) {
      before = produced.get();
      Thread.sleep(100);
    }
    assertThat(produced.get()).isLessThan(20_000_000);
    client.readText(5_000_000);
    // What was read is framed: its content is a little less.
    assertThat(produced.get()).isGreaterThan(4_900_000).isLessThan(40_000_000);
  }

  @Test
  void a_stream_that_fails_half_way_ends_without_its_last_chunk() throws Exception {
    RawClient client = serve(req -> observed(
        req,
        Response.chunks(
            texts("one", "two").concatWith(Flux.error(new IllegalStateException("broken"))))));
    client.get("/").readHead();
    assertThat(client.readToEnd()).isEqualTo("6\r\nonetwo\r\n");
    assertThat(next(outcomes)).isEqualTo(Outcome.FAILED);
  }

  @Test
  void a_stream_that_is_shorter_than_announced_breaks_the_connection() throws Exception {
    RawClient client = serve(req -> observed(req, sized(10, texts("one"))));
    assertThatThrownBy(() -> client.get("/").read()).hasRootCauseInstanceOf(EOFException.class);
    assertThat(next(outcomes)).isEqualTo(Outcome.FAILED);
  }

  @Test
  void a_stream_that_is_longer_than_announced_breaks_the_connection() throws Exception {
    RawClient client = serve(req -> observed(req, sized(4, texts("one", "two"))));
    client.get("/").readHead();
    assertThat(client.readToEnd()).isEqualTo("one");
    assertThat(next(outcomes)).isEqualTo(Outcome.FAILED);
  }

  @Test
  void a_stream_without_framing_that_fails_is_reset() throws Exception {
    Sinks.Many<ByteBuffer> source = Sinks.many().unicast().onBackpressureBuffer();
    RawClient client = serve(req -> Response.chunks(source.asFlux()));
    client.send("GET / HTTP/1.0\r\n\r\n").readHead();
    source.tryEmitNext(text("one")).orThrow();
    assertThat(client.readText(3)).isEqualTo("one");
    source.tryEmitError(new IllegalStateException("broken")).orThrow();
    assertThatThrownBy(client::readToEnd).hasMessageContaining("reset");
  }

  @Test
  void a_whole_body_larger_than_one_write_arrives_whole() {
    byte[] large = new byte[5_000_001];
    large[5_000_000] = 'x';
    RawClient client = serve(req -> Response.bytes(large));
    Answer answer = client.get("/").read();
    assertThat(answer.fields()).containsEntry("content-length", "5000001");
    assertThat(answer.content()).hasSize(5_000_001).endsWith("x");
    assertThat(client.get("/").read().content()).hasSize(5_000_001);
  }

  @Test
  void a_file_is_sent_with_its_length(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "0123456789");
    RawClient client = serve(req -> Response.ok().withBody(new Body.File(file, 2, 5)));
    Answer answer = client.get("/").read();
    assertThat(answer.fields()).containsEntry("content-length", "5");
    assertThat(answer.content()).isEqualTo("23456");
  }

  @Test
  void the_context_of_the_request_is_in_the_subscription_of_the_stream() {
    RawClient client = serve(req -> Response.chunks(
        RequestContext.current().map(context -> text(context.peer().address())).flux()));
    assertThat(client.get("/").read().content()).isEqualTo("127.0.0.1");
  }

  @Test
  void the_buffers_of_a_stream_are_left_as_they_were() {
    ByteBuffer shared = text("shared");
    RawClient client = serve(req -> Response.chunks(Flux.just(shared, shared)));
    assertThat(client.get("/").read().content()).isEqualTo("sharedshared");
    assertThat(client.get("/").read().content()).isEqualTo("sharedshared");
  }

  @Test
  void a_million_small_chunks_come_through() {
    RawClient client = serve(req ->
        Response.chunks(Flux.range(0, 1_000_000).map(i -> ByteBuffer.wrap(new byte[] {'a'}))));
    assertThat(client.get("/").read().content()).hasSize(1_000_000);
  }

  @Test
  void a_long_stream_lets_other_connections_be_served() throws Exception {
    Server server = server(req -> req.target().equals("/endless")
        ? Response.chunks(Flux.generate(sink -> sink.next(ByteBuffer.allocate(1000))))
        : Response.text("served"));
    RawClient endless = client(server);
    endless.get("/endless").readHead();
    Thread reader = new Thread(() -> assertThatThrownBy(() -> readOn(endless)));
    reader.start();
    assertThat(client(server).get("/").read().content()).isEqualTo("served");
    endless.close();
    reader.join();
  }

  @Test
  @Timeout(30)
  void a_stream_of_nothing_but_empty_chunks_lets_other_connections_be_served() {
    Server server = server(req -> req.target().equals("/empty")
        ? Response.chunks(Flux.generate(sink -> sink.next(ByteBuffer.allocate(0))))
        : Response.text("served"));
    client(server).get("/empty").readHead();
    RawClient other = client(server);
    for (int i = 0; i < 100; i++) {
      assertThat(other.get("/").read().content()).isEqualTo("served");
    }
  }

  @Test
  void a_large_chunk_is_not_copied_before_the_client_takes_it() {
    byte[] large = new byte[50_000_000];
    large[large.length - 1] = 'x';
    Server server = server(req -> Response.chunks(Flux.just(
        text("a"), ByteBuffer.wrap(large), text("b"), ByteBuffer.wrap(large), text("c"))));
    RawClient client = client(server, 8192);
    long before = directMemory();
    client.get("/").readHead();
    assertThat(client(server).get("/").readHead().status()).isEqualTo(200);
    assertThat(directMemory() - before).isLessThan(large.length / 2);
  }

  @Test
  void chunks_that_get_larger_are_not_copied_before_the_client_takes_them() {
    int clients = 10;
    byte[] larger = new byte[60_000];
    // While chunks are small many of them are asked for at a time.
    Server server = server(req -> req.target().equals("/done")
        ? Response.text("done")
        : Response.chunks(Flux.range(0, 1_000)
            .map(i -> i < 500 ? text("a") : ByteBuffer.wrap(larger))
            .hide()));
    RawClient other = client(server);
    long before = directMemory();
    for (int i = 0; i < clients; i++) {
      client(server, 8192).get("/").readHead();
    }
    for (int i = 0; i < 20; i++) {
      other.get("/done").read();
    }
    assertThat(directMemory() - before).isLessThan(clients * 1_000_000L);
  }

  @Test
  void chunks_of_all_sizes_arrive_whole_and_in_order_at_a_client_that_takes_little_at_a_time() {
    int[] sizes = {1, 500, 513, 5_000, 60_000, 70_000};
    List<String> texts = IntStream.range(0, 200)
        .mapToObj(i -> Character.toString('a' + i % 26).repeat(sizes[i * 7 % sizes.length]))
        .toList();
    Flux<ByteBuffer> chunks = Flux.fromIterable(texts).map(ResponseStreamTest::text);
    String all = String.join("", texts);
    Server server = server(req -> Response.chunks(
        req.target().equals("/elsewhere") ? chunks.publishOn(Schedulers.parallel()) : chunks));
    RawClient client = client(server, 8192);
    assertThat(client.get("/").read().content()).isEqualTo(all);
    assertThat(client.get("/elsewhere").read().content()).isEqualTo(all);
  }

  @Test
  void large_chunks_arrive_whole_and_in_order() {
    byte[] large = new byte[1_000_001];
    large[large.length - 1] = 'x';
    Flux<ByteBuffer> chunks =
        Flux.just(text("a"), ByteBuffer.wrap(large), ByteBuffer.wrap(large), text("b"));
    Server server = server(req -> Response.chunks(
        req.target().equals("/elsewhere") ? chunks.publishOn(Schedulers.parallel()) : chunks));
    String zeros = "\0".repeat(large.length - 1);
    String all = "a" + zeros + "x" + zeros + "xb";
    RawClient client = client(server);
    assertThat(client.get("/").read().content()).isEqualTo(all);
    assertThat(client.get("/elsewhere").read().content()).isEqualTo(all);
    assertThat(client.get("/").read().content()).isEqualTo(all);
  }

  @Test
  void chunks_keep_their_order_when_the_source_goes_from_a_thread_of_its_own_to_the_event_loop() {
    RawClient client = serve(req -> Response.chunks(asked(subscriber -> {
      AtomicBoolean emitted = new AtomicBoolean();
      Schedulers.parallel().schedule(() -> {
        subscriber.onNext(text("first,"));
        emitted.set(true);
      });
      while (!emitted.get()) {
        // The event loop may not block, so it looks again.
      }
      subscriber.onNext(text("second"));
      subscriber.onComplete();
    })));
    assertThat(client.get("/").read().content()).isEqualTo("first,second");
  }

  @Test
  void a_source_that_emits_more_than_it_was_asked_for_is_cut_off() throws Exception {
    RawClient client = serve(req -> observed(req, Response.chunks(asked(subscriber -> {
      for (int i = 0; i < 100_000; i++) {
        subscriber.onNext(ByteBuffer.allocate(100));
      }
      subscriber.onComplete();
    }))));
    client.get("/").readHead();
    assertThat(client.readToEnd()).hasSizeLessThan(100_000);
    assertThat(next(outcomes)).isEqualTo(Outcome.FAILED);
  }

  @Test
  void nothing_that_comes_after_the_end_of_a_stream_is_sent() {
    RawClient client = serve(req -> Response.chunks(asked(subscriber -> {
      subscriber.onNext(text("all"));
      subscriber.onComplete();
      subscriber.onNext(text("more"));
    })));
    assertThat(client.get("/").read().content()).isEqualTo("all");
    assertThat(client.get("/").read().content()).isEqualTo("all");
  }

  @Test
  void a_stream_behind_a_delay_ends_with_its_source() {
    RawClient client = serve(req ->
        Response.chunks(Flux.interval(Duration.ofMillis(5)).take(5).map(i -> text("t" + i))));
    assertThat(client.get("/").read().content()).isEqualTo("t0t1t2t3t4");
    assertThat(client.get("/").read().content()).isEqualTo("t0t1t2t3t4");
  }

  /** Returns a source that does all it does when it is first asked for chunks. */
  private static Publisher<ByteBuffer> asked(Consumer<Subscriber<? super ByteBuffer>> source) {
    return subscriber -> subscriber.onSubscribe(new Subscription() {
      private boolean begun;

      @Override
      public void request(long n) {
        if (!begun) {
          begun = true;
          source.accept(subscriber);
        }
      }

      @Override
      public void cancel() {}
    });
  }

  private static long directMemory() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  private static void readOn(RawClient client) {
    while (true) {
      client.readText(100_000);
    }
  }

  private Mono<Response> observed(Request request, Response response) {
    request.context().ended().subscribe(outcomes::add);
    return Mono.just(response);
  }

  private static Response sized(long length, Flux<ByteBuffer> chunks) {
    return Response.ok().withBody(Body.stream(chunks, length));
  }

  private static Flux<ByteBuffer> texts(String... texts) {
    return Flux.just(texts).map(ResponseStreamTest::text);
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
