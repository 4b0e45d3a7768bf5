package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.HttpException;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import io.molt.web.server.RawClient.Answer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

class RequestContentTest extends SocketTest {
  private final BlockingQueue<String> started = new LinkedBlockingQueue<>();

  @Test
  void content_that_comes_with_its_head_is_there_when_the_handler_is_called() {
    RawClient client = serve(req -> Response.text(req.content().getClass().getSimpleName()));
    assertThat(post(client, "hello").read().content()).isEqualTo("Bytes");
    assertThat(client.get("/").read().content()).isEqualTo("Empty");
    assertThat(client.head("POST /", "Content-Length: 0").read().content()).isEqualTo("Empty");
  }

  @Test
  void content_that_comes_later_is_streamed_and_knows_its_announced_length() throws Exception {
    RawClient client = serve(req -> {
      started.add(req.content().getClass().getSimpleName());
      long length = req.content().length();
      return req.text().map(text -> Response.text(text + length));
    });
    client.head("POST /", "Content-Length: 5");
    assertThat(next(started)).isEqualTo("Stream");
    assertThat(client.send("he").send("llo").read().content()).isEqualTo("hello5");
  }

  @Test
  void the_end_of_content_waits_until_a_reader_on_another_thread_has_its_subscription()
      throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    AtomicBoolean early = new AtomicBoolean();
    RawClient client =
        serve(req -> Mono.<Response>create(answer -> req.chunks().subscribe(new BaseSubscriber<>() {
              @Override
              protected void hookOnSubscribe(Subscription subscription) {
                started.add("subscribing");
                early.set(comes(ended));
                subscription.request(1);
              }

              @Override
              protected void hookOnComplete() {
                ended.countDown();
                answer.success(Response.text("ended while subscribing: " + early));
              }
            }))
            .subscribeOn(Schedulers.boundedElastic()));
    client.head("POST /", "Transfer-Encoding: chunked");
    assertThat(next(started)).isEqualTo("subscribing");
    client.send("0\r\n\r\n").read();
    assertThat(ended.getCount()).isZero();
    assertThat(early).isFalse();
  }

  @Test
  void chunked_content_has_no_length() throws Exception {
    RawClient client = serve(req -> {
      started.add(req.target());
      long length = req.content().length();
      return req.text().map(text -> Response.text(text + length));
    });
    client.head("POST /", "Transfer-Encoding: chunked").send("2\r\nhe\r\n");
    assertThat(next(started)).isEqualTo("/");
    assertThat(client.send("3;ext=1\r\nllo\r\n0\r\nChecksum: x\r\n\r\n").read().content())
        .isEqualTo("hello-1");
  }

  @Test
  void a_request_that_comes_octet_by_octet_is_served_like_any_other() {
    RawClient client = serve(req -> req.text().map(text -> Response.text(req.target() + text)));
    String request = "POST /slow HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello"
        + "POST /chunked HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n";
    for (byte octet : request.getBytes(StandardCharsets.US_ASCII)) {
      client.send(new byte[] {octet});
    }
    assertThat(client.read().content()).isEqualTo("/slowhello");
    assertThat(client.read().content()).isEqualTo("/chunkedhi");
  }

  @Test
  void a_large_upload_comes_through_whole_on_any_thread() {
    RawClient client = serve(req -> req.chunks()
        .publishOn(Schedulers.parallel())
        .map(ByteBuffer::remaining)
        .reduce(0, Integer::sum)
        .map(sum -> Response.text("" + sum)));
    byte[] content = new byte[3_000_000];
    client.head("POST /", "Content-Length: " + content.length).send(content);
    assertThat(client.read().content()).isEqualTo("3000000");
  }

  @Test
  void each_chunk_is_a_read_only_buffer_that_stays_valid() {
    RawClient client = serve(req -> req.chunks().collectList().map(all -> {
      StringBuilder text = new StringBuilder();
      all.forEach(chunk -> text.append(StandardCharsets.UTF_8.decode(chunk)));
      return Response.text(text + " " + all.stream().allMatch(ByteBuffer::isReadOnly));
    }));
    client.head("POST /", "Content-Length: 6").send("ab");
    client.send("cd").send("ef");
    assertThat(client.read().content()).isEqualTo("abcdef true");
  }

  @Test
  void a_client_that_sends_more_than_is_asked_for_is_held_back() throws Exception {
    BlockingQueue<Subscription> subscriptions = new LinkedBlockingQueue<>();
    AtomicLong got = new AtomicLong();
    Sinks.One<Response> answer = Sinks.one();
    RawClient client = serve(req -> {
      req.chunks().subscribe(new BaseSubscriber<>() {
        @Override
        protected void hookOnSubscribe(Subscription subscription) {
          subscriptions.add(subscription);
        }

        @Override
        protected void hookOnNext(ByteBuffer chunk) {
          got.addAndGet(chunk.remaining());
        }

        @Override
        protected void hookOnComplete() {
          answer.tryEmitValue(Response.text("" + got));
        }
      });
      return answer.asMono();
    });
    int size = 64 * 1024 * 1024;
    AtomicLong sent = new AtomicLong();
    client.head("POST /", "Content-Length: " + size);
    Thread sender = new Thread(() -> {
      for (byte[] piece = new byte[1 << 20]; sent.get() < size; sent.addAndGet(piece.length)) {
        client.send(piece);
      }
    });
    sender.start();
    Subscription subscription = next(subscriptions);
    subscription.request(1);
    sender.join(500);
    assertThat(sent.get()).isLessThan(size);
    assertThat(got.get()).isLessThanOrEqualTo(64 * 1024);
    subscription.request(Long.MAX_VALUE);
    assertThat(client.read().content()).isEqualTo("" + size);
  }

  @Test
  void a_reader_that_throws_when_it_is_told_of_its_own_failure_is_no_malformed_request()
      throws Exception {
    RawClient client = serve(req -> {
      req.chunks().subscribe(new CoreSubscriber<>() {
        @Override
        public void onSubscribe(Subscription subscription) {
          subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer chunk) {
          throw new HttpException(Status.BAD_REQUEST, "next");
        }

        @Override
        public void onError(Throwable error) {
          throw new HttpException(Status.BAD_REQUEST, "error");
        }

        @Override
        public void onComplete() {}
      });
      return Mono.never();
    });
    client.head("POST /", "Content-Length: 3");
    Thread.sleep(200);
    client.send("one");
    assertThat(client.readToEnd()).isEmpty();
  }

  @Test
  void content_can_be_read_once() throws Exception {
    RawClient client = serve(req -> {
      started.add(req.target());
      return req.text()
          .then(req.text())
          .map(Response::text)
          .onErrorResume(error -> Mono.just(Response.text("" + error.getMessage())));
    });
    client.head("POST /", "Content-Length: 5");
    assertThat(next(started)).isEqualTo("/");
    client.send("hello");
    assertThat(client.read().content()).contains("read already");
  }

  @Test
  void content_that_is_malformed_fails_the_reader_with_400_and_closes() throws Exception {
    RawClient client = serve(req -> {
      started.add(req.target());
      return req.text().map(Response::text);
    });
    client.head("POST /", "Transfer-Encoding: chunked").send("2\r\nhe\r\n");
    assertThat(next(started)).isEqualTo("/");
    Answer answer = client.send("nonsense\r\n").read();
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.fields()).containsEntry("connection", "close");
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_client_that_sends_on_after_malformed_content_can_read_its_400() throws Exception {
    RawClient client = serve(req -> {
      started.add(req.target());
      return req.text().map(Response::text);
    });
    client.head("POST /", "Transfer-Encoding: chunked").send("2\r\nhe\r\n");
    next(started);
    client.send("zz\r\n" + "a".repeat(4_000_000));
    assertThat(client.read().status()).isEqualTo(400);
    assertThat(client.readToEnd()).isEmpty();
  }

  @Test
  void the_line_of_a_chunk_that_is_too_long_is_malformed_content() {
    RawClient client = serve(req -> req.text().map(Response::text));
    client.head("POST /", "Transfer-Encoding: chunked").send("5;" + "a".repeat(20_000) + "\r\n");
    Answer answer = client.read();
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.content()).contains("The line before a chunk is too long");
  }

  @Test
  void malformed_content_that_comes_with_its_head_reaches_no_handler() {
    RawClient client = serve(req -> Response.text("served"));
    client.send("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
    assertThat(client.read().status()).isEqualTo(400);
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_demand_that_is_not_positive_is_an_error() {
    RawClient client =
        serve(req -> Mono.create(sink -> req.chunks().subscribe(new BaseSubscriber<>() {
          @Override
          protected void hookOnSubscribe(Subscription subscription) {
            upstream().request(-1);
          }

          @Override
          protected void hookOnError(Throwable error) {
            sink.success(Response.text("" + error.getMessage()));
          }
        })));
    client.head("POST /", "Content-Length: 5");
    assertThat(client.read().content()).contains("expected: > 0");
  }

  @Test
  void a_large_body_echoes_while_it_arrives() throws Exception {
    RawClient client = serve(req -> Response.chunks(req.chunks()));
    int size = 8 * 1024 * 1024;
    Thread sender =
        new Thread(() -> client.head("POST /", "Content-Length: " + size).send(new byte[size]));
    sender.start();
    assertThat(client.read().content()).hasSize(size);
    sender.join();
    assertThat(client.get("/").read().status()).isEqualTo(200);
  }

  @Test
  void an_empty_stream_completes() throws Exception {
    RawClient client = serve(req -> {
      started.add(req.content().getClass().getSimpleName());
      return req.chunks().count().map(count -> Response.text("" + count));
    });
    client.head("POST /", "Transfer-Encoding: chunked");
    assertThat(next(started)).isEqualTo("Stream");
    assertThat(client.send("0\r\n\r\n").read().content()).isEqualTo("0");
  }

  private static boolean comes(CountDownLatch event) {
    try {
      return event.await(200, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static RawClient post(RawClient client, String content) {
    return client.send(
        "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: " + content.length() + "\r\n\r\n" + content);
  }
}
