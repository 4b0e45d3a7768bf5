package io.molt.web.server;

import io.molt.web.http.LentBytes;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Function;
import java.util.zip.CRC32;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The ways in which a handler may read the content of a request, and what it answers then. */
enum Reading {
  WHOLE(true, req -> sum(req.bytes().map(ByteBuffer::wrap).flux())),
  WHOLE_LATER(true, req -> later().then(WHOLE.text(req))),
  LENT(true, req -> sum(req.lent().map(LentBytes::copy).map(ByteBuffer::wrap))),
  LENT_LATER(true, req -> later().then(LENT.text(req))),
  ONE_BY_ONE(true, req -> sum(req.chunks().limitRate(1))),
  ONE_BY_ONE_ELSEWHERE(true, req -> sum(req.chunks().publishOn(Schedulers.parallel(), 1))),
  SLOWLY(true, req -> sum(req.chunks().concatMap(some -> later().thenReturn(some), 0))),
  FIRST_PIECE(false, req -> some(req.chunks().take(1))),
  FIRST_PIECE_LENT(false, req -> some(req.lent().take(1))),
  TWO_PIECES_THEN_A_WAIT(false, req -> some(req.chunks().take(2)).delayUntil(done -> later())),
  NOTHING(false, req -> Mono.just("done")),
  NOTHING_FOR_A_WHILE(false, req -> later().thenReturn("done")),
  IN_THE_BACKGROUND(false, req -> {
    req.chunks().subscribe(some -> {}, gone -> {});
    return later().thenReturn("done");
  });

  private final boolean all;
  private final Function<Request, Mono<String>> text;

  Reading(boolean all, Function<Request, Mono<String>> text) {
    this.all = all;
    this.text = text;
  }

  /** Returns the answer to a request whose target ends with the name of a way. */
  static Publisher<Response> answer(Request req) {
    String name = req.target().substring(req.target().lastIndexOf('/') + 1);
    return valueOf(name).text(req).map(text -> Response.text(req.target() + ": " + text));
  }

  /** Returns what the answer to that content has to be. */
  String expected(String target, byte[] content) {
    return target + ": " + (all ? sumOf(new Sum().with(ByteBuffer.wrap(content))) : "done");
  }

  private Mono<String> text(Request req) {
    return Mono.defer(() -> text.apply(req));
  }

  private static Mono<Long> later() {
    return Mono.delay(Duration.ofMillis(2));
  }

  private static Mono<String> some(Flux<?> pieces) {
    return pieces.then(Mono.just("done"));
  }

  private static Mono<String> sum(Flux<ByteBuffer> pieces) {
    return pieces.reduceWith(Sum::new, Sum::with).map(Reading::sumOf);
  }

  private static String sumOf(Sum sum) {
    return sum.length + " octets, " + Long.toHexString(sum.check.getValue());
  }

  /** What shows that every octet came, in order. */
  private static final class Sum {
    private final CRC32 check = new CRC32();
    private long length;

    Sum with(ByteBuffer some) {
      length += some.remaining();
      check.update(some);
      return this;
    }
  }
}
