package io.molt.behaviours;

import io.molt.web.App;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import reactor.core.publisher.Mono;

/** A service that runs as a program. Prints each request that waits, and that it has cleaned up. */
final class ProgramServer {
  private static final PrintStream OUT = System.out;

  private ProgramServer() {}

  public static void main(String[] args) {
    startThreadThatNeverEnds();
    App.create()
        .get("/health", request -> Response.json("well"))
        .get("/slow", request -> wait(request).thenReturn(Response.text("slow")))
        .get("/never", request -> wait(request).then(Mono.never()))
        .run(args);
    OUT.println("cleaned up");
  }

  private static Mono<Long> wait(Request request) {
    OUT.println(request.rawPath());
    return Mono.delay(Duration.ofMillis(500), request.scheduler());
  }

  /** Many a library leaves such a thread behind; it must not keep the process. */
  private static void startThreadThatNeverEnds() {
    CountDownLatch never = new CountDownLatch(1);
    new Thread(() -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        })
        .start();
  }
}
