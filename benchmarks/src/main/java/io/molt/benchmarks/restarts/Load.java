package io.molt.benchmarks.restarts;

import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Clients that ask one instance after the other, and go to the next only where a connection is refused, or the server
 * says that it has not begun: whatever else goes wrong is a failure, and is not tried again.
 */
final class Load {
  private static final int ATTEMPTS = 40;
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Sender sender;
  private final List<Integer> ports;
  private final Tally tally;
  private final AtomicLong turn = new AtomicLong();

  Load(Sender sender, List<Integer> ports, Tally tally) {
    this.sender = sender;
    this.ports = ports;
    this.tally = tally;
  }

  /** Starts that many clients, each of which asks again as soon as it has its answer. */
  Disposable start(int clients) {
    return Flux.range(0, clients).flatMap(client -> ask().repeat(), clients).subscribe();
  }

  private Mono<Void> ask() {
    return Mono.defer(() -> {
      long number = turn.getAndIncrement();
      Call call = Call.ALL.get((int) (number / ports.size() % Call.ALL.size()));
      return ask(call, number, ATTEMPTS)
          .doOnSuccess(nothing -> tally.answered())
          .onErrorResume(error -> Mono.fromRunnable(() -> tally.failed(error)));
    });
  }

  private Mono<Void> ask(Call call, long number, int attempts) {
    int port = ports.get((int) (number % ports.size()));
    return sender
        .send(call, port)
        .flatMap(answer -> call.check(answer))
        .onErrorResume(Load::mayBeSentAgain, error -> {
          tally.sentAgain(error);
          return attempts == 0
              ? Mono.error(error)
              : Mono.delay(PAUSE).then(ask(call, number + 1, attempts - 1));
        });
  }

  private static boolean mayBeSentAgain(Throwable error) {
    return error instanceof ConnectException || error instanceof UnprocessedException;
  }
}
